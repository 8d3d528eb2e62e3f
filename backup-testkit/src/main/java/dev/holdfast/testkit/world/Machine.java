// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.machine.Computer;
import dev.holdfast.testkit.world.network.Nic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine: its description, its disks, and while it runs what runs on it. */
public final class Machine extends Resource {

    /** Where a machine stands. */
    public enum State {
        /** Being made and started. */
        PENDING,
        /** Has power; whether its program runs is another question. */
        RUNNING,
        /** Being stopped. */
        STOPPING,
        /** Has no power. */
        STOPPED,
        /** Being started again. */
        STARTING,
        /** Gone. */
        TERMINATED
    }

    /**
     * A disk on it.
     *
     * @param device device name
     * @param disk id of the disk
     * @param boot whether it boots from it
     */
    public record Attachment(String device, String disk, boolean boot) {}

    private final MachineSpec spec;
    private final Nic nic;
    private final Map<String, Attachment> attachments = new LinkedHashMap<>();
    private State state = State.PENDING;
    private @Nullable Computer computer;
    private @Nullable Job job;

    Machine(String id, String account, String region, Birth birth, MachineSpec spec, Nic nic) {
        super(Kind.MACHINE, id, account, region, birth);
        this.spec = spec;
        this.nic = nic;
    }

    /** How it was made. */
    public MachineSpec spec() {
        return spec;
    }

    /** Its network card. */
    public Nic nic() {
        return nic;
    }

    /** Where it stands. */
    public State state() {
        return state;
    }

    /** Its disks, in the order they were attached. */
    public List<Attachment> attachments() {
        return new ArrayList<>(attachments.values());
    }

    /** Work on it that has not ended, or the last. */
    public @Nullable Job job() {
        return job;
    }

    /** Whether its program runs. */
    public boolean isUp() {
        Computer running = computer;
        return state == State.RUNNING && running != null && running.isUp();
    }

    /** Why its program does not run; null while it does, or while the machine has no power. */
    public @Nullable String failure() {
        Computer running = computer;
        return running == null ? null : running.failure();
    }

    @Override
    public boolean exists() {
        return state != State.TERMINATED;
    }

    @Override
    boolean sharedWith(String other) {
        return false;
    }

    @Nullable
    Computer computer() {
        return computer;
    }

    void computer(@Nullable Computer running) {
        computer = running;
    }

    void state(State newState) {
        state = newState;
    }

    void job(Job newJob) {
        job = newJob;
    }

    boolean isBusy() {
        return job != null && !job.ended();
    }

    Map<String, Attachment> attached() {
        return attachments;
    }

    @Nullable
    Attachment boot() {
        return attachments.values().stream()
                .filter(Attachment::boot)
                .findFirst()
                .orElse(null);
    }
}
