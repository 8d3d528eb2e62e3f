// SPDX-License-Identifier: Apache-2.0
/** Limits that the cloud itself enforces, by numbers that nobody else shares. */
@NullMarked
package dev.holdfast.testkit.world.limit;

import org.jspecify.annotations.NullMarked;
