// SPDX-License-Identifier: Apache-2.0
/** The examples, run. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
