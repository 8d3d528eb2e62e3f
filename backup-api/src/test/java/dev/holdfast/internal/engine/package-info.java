// SPDX-License-Identifier: Apache-2.0
/** The engine against a small cloud that forgets answers. */
@NullMarked
package dev.holdfast.internal.engine;

import org.jspecify.annotations.NullMarked;
