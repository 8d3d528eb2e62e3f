// SPDX-License-Identifier: Apache-2.0
/** Tests of the examples, and that the documents say what the code says. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
