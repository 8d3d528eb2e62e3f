// SPDX-License-Identifier: Apache-2.0
/** A real file system on a simulated disk, read by tools that are not ours. */
@NullMarked
package dev.holdfast.testkit.files;

import org.jspecify.annotations.NullMarked;
