// SPDX-License-Identifier: Apache-2.0
/** Programs to start with. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
