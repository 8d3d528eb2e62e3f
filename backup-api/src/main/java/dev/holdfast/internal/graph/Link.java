// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.spi.Edge;

/**
 * What a step waits for.
 *
 * @param step the number of the earlier step
 * @param kind what of it
 */
public record Link(int step, Edge.Kind kind) {}
