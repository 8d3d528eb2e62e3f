// SPDX-License-Identifier: Apache-2.0
/**
 * How to come back: recovery plans, their objectives and checks.
 *
 * <p>Every type here is an immutable value and safe for use by any thread.
 */
@NullMarked
package dev.holdfast.recovery;

import org.jspecify.annotations.NullMarked;
