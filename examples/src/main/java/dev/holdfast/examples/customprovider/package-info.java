// SPDX-License-Identifier: Apache-2.0
/**
 * A provider of one's own, whole and small: directories of files as a cloud. {@code docs/spi-guide.md} walks through it.
 */
@NullMarked
package dev.holdfast.examples.customprovider;

import org.jspecify.annotations.NullMarked;
