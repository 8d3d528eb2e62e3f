// SPDX-License-Identifier: Apache-2.0
/**
 * What is protected: places, machines and disks as the clouds show them, and how to choose among them.
 *
 * <p>Every type here is an immutable value and safe for use by any thread.
 */
@NullMarked
package dev.holdfast.resource;

import org.jspecify.annotations.NullMarked;
