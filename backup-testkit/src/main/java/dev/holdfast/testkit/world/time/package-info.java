// SPDX-License-Identifier: Apache-2.0
/** Time and chance of the simulated world: one event loop, one seed. */
@NullMarked
package dev.holdfast.testkit.world.time;

import org.jspecify.annotations.NullMarked;
