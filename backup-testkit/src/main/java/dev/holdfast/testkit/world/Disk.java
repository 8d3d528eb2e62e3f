// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.Platter;
import org.jspecify.annotations.Nullable;

/** A disk with real bytes. */
public final class Disk extends Resource implements Platter {

    private final String zone;
    private final String type;
    private final @Nullable String key;
    private final @Nullable String fromSnapshot;
    private Content content;
    private Lifecycle state = Lifecycle.CREATING;
    private @Nullable String machine;
    private @Nullable Job job;
    private boolean everAttached;

    Disk(String id, String account, String region, Birth birth, NewDisk order, Content content) {
        super(Kind.DISK, id, account, region, birth);
        this.zone = order.zone();
        this.type = order.type();
        this.key = order.key();
        this.fromSnapshot = order.fromSnapshot();
        this.content = content;
    }

    /** Zone it lies in. */
    public String zone() {
        return zone;
    }

    /** Type, as the cloud calls it. */
    public String type() {
        return type;
    }

    /** Key it is encrypted under; null: none. */
    public @Nullable String key() {
        return key;
    }

    /** Snapshot it was made of; null: none. */
    public @Nullable String fromSnapshot() {
        return fromSnapshot;
    }

    /** Size in bytes. */
    public long size() {
        return content.size();
    }

    /** Where it stands. */
    public Lifecycle state() {
        return state;
    }

    /** Machine it is attached to; null: none. */
    public @Nullable String machine() {
        return machine;
    }

    /** Work on it that has not ended, or the last; null: none yet. */
    public @Nullable Job job() {
        return job;
    }

    /** Bytes on the disk now; what a program has not synced is not among them. */
    @Override
    public Content durable() {
        return content;
    }

    /** Replaces its bytes, as a program's sync does, or a test that fills it. */
    @Override
    public void durable(Content newContent) {
        content = newContent;
    }

    @Override
    public boolean exists() {
        return state != Lifecycle.DELETED;
    }

    @Override
    boolean sharedWith(String other) {
        return false;
    }

    boolean everAttached() {
        return everAttached;
    }

    void state(Lifecycle newState) {
        state = newState;
    }

    void job(Job newJob) {
        job = newJob;
    }

    void attachedTo(@Nullable String newMachine) {
        machine = newMachine;
        everAttached |= newMachine != null;
    }

    boolean isBusy() {
        return job != null && !job.ended();
    }
}
