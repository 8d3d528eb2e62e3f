// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.bytes.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole machine: how it was made, and the bytes of all its disks. */
public final class Image extends Stored {

    /**
     * One disk of it.
     *
     * @param device device name
     * @param boot whether it is the boot disk
     * @param snapshot snapshot that holds its bytes; null: the image holds them itself
     * @param content the bytes
     */
    public record Member(
            String device, boolean boot, @Nullable String snapshot, Content content) {}

    private final String name;
    private final @Nullable MachineSpec spec;
    private final List<Member> members;

    Image(
            String id,
            String account,
            String region,
            Birth birth,
            String name,
            @Nullable MachineSpec spec,
            List<Member> members) {
        super(Kind.IMAGE, id, account, region, birth);
        this.name = name;
        this.spec = spec;
        this.members = List.copyOf(members);
    }

    /** Its name, unique in region and account where the cloud wants that. */
    public String name() {
        return name;
    }

    /** The machine it is of; null where it was registered from snapshots. */
    public @Nullable MachineSpec spec() {
        return spec;
    }

    /** Its disks. */
    public List<Member> members() {
        return members;
    }
}
