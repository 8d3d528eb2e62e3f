// SPDX-License-Identifier: Apache-2.0
/**
 * What protects: recovery points, where their replicas lie, what they are good for, and how long they are kept.
 *
 * <p>Every type here is an immutable value and safe for use by any thread.
 */
@NullMarked
package dev.holdfast.protection;

import org.jspecify.annotations.NullMarked;
