// SPDX-License-Identifier: Apache-2.0
/**
 * Step graphs as data: what planners make, what is journaled whole, and what the engine runs. Knows no engine.
 */
@NullMarked
package dev.holdfast.internal.graph;

import org.jspecify.annotations.NullMarked;
