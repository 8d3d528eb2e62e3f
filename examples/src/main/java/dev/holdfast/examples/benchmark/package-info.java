// SPDX-License-Identifier: Apache-2.0
/** Measures what Holdfast must reach, against what was possible. See {@code docs/benchmarks.md}. */
@NullMarked
package dev.holdfast.examples.benchmark;

import org.jspecify.annotations.NullMarked;
