// SPDX-License-Identifier: Apache-2.0
/**
 * The door: an application starts here and goes on with the concept packages.
 *
 * <p>Authors of providers and stores also use {@code dev.holdfast.spi}. Nobody uses {@code dev.holdfast.internal}.
 */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
