// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.RepeatClass;

/** How a cloud calls what is done to machines and disks. */
record MachineTypes(
        RepeatClass making,
        String createDisk,
        String deleteDisk,
        String attach,
        String detach,
        String launch,
        String start,
        String stop,
        String terminate,
        String register,
        String deleteImage) {}
