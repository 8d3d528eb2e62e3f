// SPDX-License-Identifier: Apache-2.0
/**
 * What went wrong, said so that a caller or an operator can act on it.
 */
@NullMarked
package dev.holdfast.failure;

import org.jspecify.annotations.NullMarked;
