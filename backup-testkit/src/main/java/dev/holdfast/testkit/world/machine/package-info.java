// SPDX-License-Identifier: Apache-2.0
/** What runs inside a machine: the loader, programs, their disks with a write cache, their connections. */
@NullMarked
package dev.holdfast.testkit.world.machine;

import org.jspecify.annotations.NullMarked;
