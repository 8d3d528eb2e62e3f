// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.Platter;
import org.jspecify.annotations.Nullable;

/** A disk with real bytes. */
public final class Disk extends Stored implements Platter {

    private final String zone;
    private final String type;
    private final @Nullable String key;
    private final @Nullable String fromSnapshot;
    private Content content;
    private @Nullable String machine;
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

    /** Machine it is attached to; null: none. */
    public @Nullable String machine() {
        return machine;
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

    boolean everAttached() {
        return everAttached;
    }

    void attachedTo(@Nullable String newMachine) {
        machine = newMachine;
        everAttached |= newMachine != null;
    }
}
