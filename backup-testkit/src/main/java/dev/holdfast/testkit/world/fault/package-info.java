// SPDX-License-Identifier: Apache-2.0
/** The seeded fault script: what goes wrong, when, and for whom. */
@NullMarked
package dev.holdfast.testkit.world.fault;

import org.jspecify.annotations.NullMarked;
