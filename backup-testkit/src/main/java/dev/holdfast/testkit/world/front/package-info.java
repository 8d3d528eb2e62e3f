// SPDX-License-Identifier: Apache-2.0
/** The one seam through which requests enter the world. */
@NullMarked
package dev.holdfast.testkit.world.front;

import org.jspecify.annotations.NullMarked;
