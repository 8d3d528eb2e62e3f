// SPDX-License-Identifier: Apache-2.0
/** The three clouds as data: limits, delays, words and rules, each number with its source. */
@NullMarked
package dev.holdfast.testkit.profile;

import org.jspecify.annotations.NullMarked;
