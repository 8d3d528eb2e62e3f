// SPDX-License-Identifier: Apache-2.0
/** Planted: see the root of the planted packages. */
@NullMarked
package dev.holdfast.arch.planted.name;

import org.jspecify.annotations.NullMarked;
