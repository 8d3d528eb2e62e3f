// SPDX-License-Identifier: Apache-2.0
/** Tests of the examples of a durable store. */
@NullMarked
package dev.holdfast.examples.durable;

import org.jspecify.annotations.NullMarked;
