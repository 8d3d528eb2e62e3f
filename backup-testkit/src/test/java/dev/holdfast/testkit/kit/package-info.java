// SPDX-License-Identifier: Apache-2.0
/** The kit against the simulated provider, and the kit against planted errors. */
@NullMarked
package dev.holdfast.testkit.kit;

import org.jspecify.annotations.NullMarked;
