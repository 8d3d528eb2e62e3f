// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: runs any graph, alone decides when a call is made and whether again.
 */
@NullMarked
package dev.holdfast.internal.engine;

import org.jspecify.annotations.NullMarked;
