// SPDX-License-Identifier: Apache-2.0
/** Physics of the simulated cloud: regions, disks, snapshots, images, machines, keys, locks. */
@NullMarked
package dev.holdfast.testkit.world;

import org.jspecify.annotations.NullMarked;
