// SPDX-License-Identifier: Apache-2.0
/** The provider SPI tried against Azure: lowering, real requests of the SDK, and what the cloud answers. */
@NullMarked
package dev.holdfast.azure;

import org.jspecify.annotations.NullMarked;
