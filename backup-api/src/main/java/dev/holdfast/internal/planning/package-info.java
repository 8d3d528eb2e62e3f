// SPDX-License-Identifier: Apache-2.0
/**
 * Planners: turn what is asked into what is done. Pure.
 */
@NullMarked
package dev.holdfast.internal.planning;

import org.jspecify.annotations.NullMarked;
