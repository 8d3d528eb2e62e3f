// SPDX-License-Identifier: Apache-2.0
/**
 * Finds provider factories on the class path. The only user of {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.holdfast.internal.discovery;

import org.jspecify.annotations.NullMarked;
