// SPDX-License-Identifier: Apache-2.0
/** The quickstart, run. */
@NullMarked
package dev.holdfast.examples.quickstart;

import org.jspecify.annotations.NullMarked;
