// SPDX-License-Identifier: Apache-2.0
/**
 * What runs: operations and their steps as a caller sees them, and the one table of how a step lives.
 */
@NullMarked
package dev.holdfast.operation;

import org.jspecify.annotations.NullMarked;
