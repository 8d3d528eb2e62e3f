// SPDX-License-Identifier: Apache-2.0
/** Bytes of simulated disks: sparse, shared by reference, immutable. */
@NullMarked
package dev.holdfast.testkit.world.bytes;

import org.jspecify.annotations.NullMarked;
