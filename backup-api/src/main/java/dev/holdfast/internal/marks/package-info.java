// SPDX-License-Identifier: Apache-2.0
/**
 * What the marks on things say: written, sealed, read and judged. The grammar is that of {@code docs/marks.md}.
 */
@NullMarked
package dev.holdfast.internal.marks;

import org.jspecify.annotations.NullMarked;
