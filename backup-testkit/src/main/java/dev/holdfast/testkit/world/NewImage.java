// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order for an image that is registered over snapshots.
 *
 * @param name its name
 * @param spec the machine it is of; null: not known
 * @param members its disks
 */
public record NewImage(String name, @Nullable MachineSpec spec, List<Member> members) {

    /** Copies the members. */
    public NewImage {
        members = List.copyOf(members);
    }

    /**
     * One disk.
     *
     * @param device device name
     * @param boot whether it is the boot disk
     * @param snapshot the snapshot that holds it
     */
    public record Member(String device, boolean boot, String snapshot) {}
}
