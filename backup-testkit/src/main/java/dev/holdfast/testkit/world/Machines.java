// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.machine.Computer;
import dev.holdfast.testkit.world.machine.Platter;
import dev.holdfast.testkit.world.network.Nic;
import dev.holdfast.testkit.world.network.Subnet;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The machines of a region: made of images or disks, started, stopped, their disks exchanged. */
public final class Machines {

    private final Region region;
    private final Shelf<Machine> shelf;
    private final Map<String, Invocation> invocations = new TreeMap<>();
    private final List<String> lostPower = new ArrayList<>();
    private long commands;

    Machines(Region region) {
        this.region = region;
        this.shelf = new Shelf<>(region);
    }

    /** What is there and what shows. */
    public Shelf<Machine> shelf() {
        return shelf;
    }

    /** Makes a machine of an image: its disks are made anew, in the zone of the subnet, and it is started. */
    public Machine launch(Arrival arrival, MachineSpec spec, String image, String diskType, @Nullable String key) {
        Image from = region.images().ready(arrival, region.name(), image);
        String objection = region.keys().objection(key, arrival.request().account());
        for (Image.Member member : from.members()) {
            Snapshot snapshot = member.snapshot() == null
                    ? null
                    : region.snapshots().shelf().actual(member.snapshot());
            if (objection == null && snapshot != null) {
                objection = region.keys()
                        .objection(snapshot.key(), arrival.request().account());
            }
        }
        if (objection != null) {
            throw region.refuse(Reason.KEY_UNUSABLE, arrival, objection);
        }
        checkPlace(arrival, spec);
        Map<Image.Member, Disk> disks = new LinkedHashMap<>();
        for (Image.Member member : from.members()) {
            String name = spec.name() + "-" + member.device().replace('/', '-');
            NewDisk order =
                    new NewDisk(name, zoneOf(spec), diskType, member.content().size(), key, null);
            disks.put(member, region.disks().place(arrival, order, member.content()));
        }
        Machine machine = create(arrival, spec);
        disks.forEach((member, disk) ->
                put(machine, new Machine.Attachment(member.device(), disk.id(), member.boot()), disk));
        return begin(arrival, machine);
    }

    /** Makes a machine of disks that are there, in the zone of the subnet, and starts it. */
    public Machine launch(Arrival arrival, MachineSpec spec, List<Machine.Attachment> attachments) {
        for (Machine.Attachment attachment : attachments) {
            check(arrival, region.disks().shelf().own(arrival.request(), attachment.disk()), zoneOf(spec));
        }
        Machine machine = create(arrival, spec);
        for (Machine.Attachment attachment : attachments) {
            put(machine, attachment, region.disks().shelf().own(arrival.request(), attachment.disk()));
        }
        return begin(arrival, machine);
    }

    /** Puts a running machine over disks that are there into the region: the inventory a test starts from. */
    public Machine place(Arrival arrival, MachineSpec spec, List<Machine.Attachment> attachments) {
        Machine machine = create(arrival, spec);
        for (Machine.Attachment attachment : attachments) {
            put(machine, attachment, region.disks().shelf().own(arrival.request(), attachment.disk()));
        }
        powerOn(machine);
        return machine;
    }

    /** Starts a stopped machine; one that runs is left alone. */
    public void start(Arrival arrival, String id) {
        Machine machine = shelf.own(arrival.request(), id);
        if (machine.state() == Machine.State.RUNNING || machine.state() == Machine.State.STARTING) {
            return;
        }
        require(arrival, machine, Machine.State.STOPPED);
        for (Machine.Attachment attachment : machine.attachments()) {
            Disk disk = region.disks().shelf().actual(attachment.disk());
            if (disk != null && disk.isBusy()) {
                throw region.refuse(Reason.BUSY, arrival, disk.id() + " has unfinished work");
            }
        }
        machine.state(Machine.State.STARTING);
        region.effect(arrival, "started", machine);
        machine.job(region.begin(arrival, Work.START, 0, id, null, job -> {
            if (machine.state() == Machine.State.STARTING) {
                if (job.state() == Job.State.DONE) {
                    powerOn(machine);
                } else {
                    machine.state(Machine.State.STOPPED);
                }
            }
        }));
    }

    /**
     * Stops a machine; one that is stopped is left alone.
     *
     * @param force without asking its program: like pulling the plug
     */
    public void stop(Arrival arrival, String id, boolean force) {
        Machine machine = shelf.own(arrival.request(), id);
        if (machine.state() == Machine.State.STOPPED || machine.state() == Machine.State.STOPPING) {
            return;
        }
        require(arrival, machine, Machine.State.RUNNING);
        machine.state(Machine.State.STOPPING);
        region.effect(arrival, "stopped", machine);
        machine.job(region.begin(arrival, Work.STOP, 0, id, null, job -> {
            if (machine.state() == Machine.State.STOPPING) {
                powerOff(machine, !force, 0);
                machine.state(Machine.State.STOPPED);
            }
        }));
    }

    /** Ends a machine for good; its address is free again. */
    public void terminate(Arrival arrival, String id, boolean disksToo) {
        Machine machine = shelf.own(arrival.request(), id);
        powerOff(machine, false, 0);
        Job running = machine.job();
        if (running != null) {
            running.end(Job.State.CANCELLED, null);
        }
        for (Machine.Attachment attachment : machine.attachments()) {
            Disk disk = region.disks().shelf().actual(attachment.disk());
            if (disk != null) {
                disk.attachedTo(null);
                if (disksToo) {
                    region.disks().remove(disk);
                }
            }
        }
        machine.attached().clear();
        end(machine);
        region.effect(arrival, "deleted", machine);
    }

    /** Attaches a disk of the same zone. A running program finds it at its next start. */
    public void attach(Arrival arrival, String machineId, Machine.Attachment attachment) {
        Machine machine = shelf.own(arrival.request(), machineId);
        Disk disk = region.disks().shelf().own(arrival.request(), attachment.disk());
        if (machineId.equals(disk.machine())) {
            throw region.refuse(Reason.IN_USE, arrival, disk.id() + " is attached to it already");
        }
        exchangeable(arrival, machine);
        check(arrival, disk, machine.nic().subnet().zone());
        if (machine.attached().containsKey(attachment.device())) {
            throw region.refuse(Reason.IN_USE, arrival, "device " + attachment.device() + " is taken");
        }
        put(machine, attachment, disk);
        region.effect(arrival, "attached", disk);
        disk.job(region.begin(arrival, Work.ATTACH, 0, disk.id(), null, job -> {}));
    }

    /** Detaches a disk. The program of a running machine loses what it had not synced, and fails when it looks again. */
    public void detach(Arrival arrival, String diskId) {
        Disk disk = region.disks().shelf().own(arrival.request(), diskId);
        String on = disk.machine();
        Machine machine = on == null ? null : shelf.actual(on);
        if (machine == null) {
            throw region.refuse(Reason.WRONG_STATE, arrival, diskId + " is not attached");
        }
        exchangeable(arrival, machine);
        Machine.Attachment attachment = attachmentOf(machine, diskId);
        if (attachment.boot() && machine.state() != Machine.State.STOPPED) {
            throw region.refuse(Reason.WRONG_STATE, arrival, machine.id() + " is " + machine.state());
        }
        unplug(machine, attachment, disk);
        region.effect(arrival, "detached", disk);
        disk.job(region.begin(arrival, Work.ATTACH, 0, diskId, null, job -> {}));
    }

    /** Exchanges the boot disk of a stopped machine; the old one stays, attached to nothing. */
    public void swapBootDisk(Arrival arrival, String machineId, String newDisk) {
        Machine machine = shelf.own(arrival.request(), machineId);
        require(arrival, machine, Machine.State.STOPPED);
        Disk disk = region.disks().shelf().own(arrival.request(), newDisk);
        Machine.Attachment old = machine.boot();
        if (old != null && old.disk().equals(newDisk)) {
            return;
        }
        check(arrival, disk, machine.nic().subnet().zone());
        Disk before = old == null ? null : region.disks().shelf().actual(old.disk());
        if (old != null && before != null) {
            unplug(machine, old, before);
        }
        put(machine, new Machine.Attachment(old == null ? "boot" : old.device(), newDisk, true), disk);
        region.effect(arrival, "swapped", machine);
        machine.job(region.begin(arrival, Work.ATTACH, 0, machineId, null, job -> {}));
    }

    /** Gives a command to the guest of a running machine; what it answers is in the invocation later. */
    public Invocation command(Arrival arrival, String machineId, String text) {
        Machine machine = shelf.own(arrival.request(), machineId);
        require(arrival, machine, Machine.State.RUNNING);
        Invocation invocation = new Invocation("cmd-" + region.name() + "-" + ++commands, machineId);
        invocations.put(invocation.id(), invocation);
        region.effect(arrival, "commanded", machine);
        region.begin(arrival, Work.COMMAND, 0, machineId, null, job -> {
            Computer computer = machine.computer();
            invocation.end(job.state() == Job.State.DONE && computer != null ? computer.command(text) : null);
        });
        return invocation;
    }

    /** A command by id; null: there never was one. */
    public @Nullable Invocation invocation(String id) {
        return invocations.get(id);
    }

    /**
     * Crashes a machine and starts it again at once, as a host of the cloud that fails does; for tests.
     *
     * @param unsyncedSurvival probability with which each write that was not synced is on the disk all the same
     */
    public void crash(String id, double unsyncedSurvival) {
        Machine machine = shelf.actual(id);
        if (machine != null && machine.state() == Machine.State.RUNNING) {
            powerOff(machine, false, unsyncedSurvival);
            powerOn(machine);
        }
    }

    void losePower() {
        for (Machine machine : shelf.actual()) {
            if (machine.state() == Machine.State.RUNNING || machine.state() == Machine.State.STOPPING) {
                if (machine.state() == Machine.State.RUNNING) {
                    lostPower.add(machine.id());
                }
                powerOff(machine, false, 0);
                machine.state(Machine.State.STOPPED);
            }
        }
    }

    void regainPower() {
        for (String id : List.copyOf(lostPower)) {
            Machine machine = shelf.actual(id);
            if (machine != null && machine.state() == Machine.State.STOPPED) {
                powerOn(machine);
            }
        }
        lostPower.clear();
    }

    private String zoneOf(MachineSpec spec) {
        Subnet subnet = region.world().network().subnet(spec.subnet());
        return subnet == null ? "" : subnet.zone();
    }

    private Subnet checkPlace(Arrival arrival, MachineSpec spec) {
        Subnet subnet = region.world().network().subnet(spec.subnet());
        String account = arrival.request().account();
        if (subnet == null
                || !subnet.region().equals(region.name())
                || !subnet.account().equals(account)) {
            throw region.refuse(Reason.INVALID, arrival, "no subnet " + spec.subnet() + " in " + region.name());
        }
        if (spec.address() != null && !region.world().network().isFree(subnet, spec.address())) {
            throw region.refuse(Reason.IN_USE, arrival, "address " + spec.address() + " in " + subnet.id());
        }
        return subnet;
    }

    private Machine create(Arrival arrival, MachineSpec spec) {
        Subnet subnet = checkPlace(arrival, spec);
        String account = arrival.request().account();
        String id = region.newId(arrival, Kind.MACHINE, spec.name(), shelf);
        Nic nic = region.world().network().addNic(subnet, spec.address(), spec.rules());
        Machine machine = new Machine(id, account, region.name(), region.birth(arrival, Kind.MACHINE), spec, nic);
        shelf.add(machine);
        region.made(arrival, machine);
        return machine;
    }

    private Machine begin(Arrival arrival, Machine machine) {
        machine.job(region.begin(arrival, Work.LAUNCH, 0, machine.id(), null, job -> {
            if (machine.state() != Machine.State.PENDING) {
                return;
            }
            if (job.state() == Job.State.DONE) {
                powerOn(machine);
            } else if (arrival.fate().debris()) {
                machine.state(Machine.State.STOPPED);
            } else {
                machine.attachments().forEach(a -> {
                    Disk disk = region.disks().shelf().actual(a.disk());
                    if (disk != null) {
                        disk.attachedTo(null);
                        if (madeBy(arrival, disk)) {
                            region.disks().remove(disk);
                        }
                    }
                });
                machine.attached().clear();
                end(machine);
            }
        }));
        return machine;
    }

    private boolean madeBy(Arrival arrival, Disk disk) {
        return region.world()
                .truth()
                .thing(region.name(), disk.id())
                .map(thing -> thing.maker() != null && thing.maker().requestId().equals(arrival.requestId()))
                .orElse(false);
    }

    private void powerOn(Machine machine) {
        Map<String, Platter> disks = new LinkedHashMap<>();
        for (Machine.Attachment attachment : machine.attachments()) {
            Disk disk = region.disks().shelf().actual(attachment.disk());
            // A disk whose key cannot be used is a disk that is not there.
            if (disk != null && region.keys().objection(disk.key(), machine.account()) == null) {
                disks.put(attachment.device(), disk);
            }
        }
        Machine.Attachment boot = machine.boot();
        machine.state(Machine.State.RUNNING);
        Computer computer = Computer.powerOn(
                region.loop(),
                region.stream("computer"),
                region.world().programs(),
                machine.nic(),
                disks,
                boot == null ? null : boot.device());
        computer.whenHeld(held -> tellHold(machine, held));
        machine.computer(computer);
        region.world()
                .truth()
                .trace()
                .add(region.loop().now(), "power-on", machine.id(), String.valueOf(machine.failure()));
    }

    private void tellHold(Machine machine, boolean held) {
        GroundTruth truth = region.world().truth();
        if (held) {
            truth.held(region.name(), machine.id(), region.loop().now());
        } else {
            truth.released(region.name(), machine.id(), region.loop().now());
        }
    }

    private void powerOff(Machine machine, boolean orderly, double survival) {
        Computer computer = machine.computer();
        if (computer != null) {
            computer.powerOff(orderly, survival);
            machine.computer(null);
            region.world().truth().trace().add(region.loop().now(), "power-off", machine.id());
        }
    }

    private void end(Machine machine) {
        machine.state(Machine.State.TERMINATED);
        machine.nic().remove();
        region.gone(machine);
    }

    private void put(Machine machine, Machine.Attachment attachment, Disk disk) {
        machine.attached().put(attachment.device(), attachment);
        disk.attachedTo(machine.id());
    }

    private void unplug(Machine machine, Machine.Attachment attachment, Disk disk) {
        Computer computer = machine.computer();
        if (computer != null) {
            computer.unplug(attachment.device());
        }
        machine.attached().remove(attachment.device());
        disk.attachedTo(null);
    }

    private Machine.Attachment attachmentOf(Machine machine, String disk) {
        return machine.attachments().stream()
                .filter(a -> a.disk().equals(disk))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(disk + " is not on " + machine.id()));
    }

    private void check(Arrival arrival, Disk disk, String zone) {
        if (disk.state() != Lifecycle.READY || disk.isBusy()) {
            throw region.refuse(Reason.WRONG_STATE, arrival, disk.id() + " is " + disk.state() + " or busy");
        }
        if (disk.machine() != null) {
            throw region.refuse(Reason.IN_USE, arrival, disk.id() + " is attached to " + disk.machine());
        }
        if (!disk.zone().equals(zone)) {
            throw region.refuse(Reason.INVALID, arrival, disk.id() + " is in zone " + disk.zone() + ", not " + zone);
        }
    }

    private void exchangeable(Arrival arrival, Machine machine) {
        if (region.physics().rules().swapWhileStoppedOnly()) {
            require(arrival, machine, Machine.State.STOPPED);
        } else if (machine.state() != Machine.State.STOPPED) {
            require(arrival, machine, Machine.State.RUNNING);
        }
    }

    private void require(Arrival arrival, Machine machine, Machine.State state) {
        if (machine.state() != state) {
            throw region.refuse(Reason.WRONG_STATE, arrival, machine.id() + " is " + machine.state());
        }
    }
}
