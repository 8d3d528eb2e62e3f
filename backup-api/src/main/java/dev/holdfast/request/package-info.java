// SPDX-License-Identifier: Apache-2.0
/**
 * What one asks for. Every request is an immutable value; each method that changes something returns a new one.
 */
@NullMarked
package dev.holdfast.request;

import org.jspecify.annotations.NullMarked;
