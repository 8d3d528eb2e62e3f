// SPDX-License-Identifier: Apache-2.0
/** Breaks every rule of the house, so that a test can show that each rule bites. */
@NullMarked
package dev.holdfast.arch.planted;

import org.jspecify.annotations.NullMarked;
