// SPDX-License-Identifier: Apache-2.0
/** What really happened in the world, for tests to ask; nothing in the world depends on it. */
@NullMarked
package dev.holdfast.testkit.world.truth;

import org.jspecify.annotations.NullMarked;
