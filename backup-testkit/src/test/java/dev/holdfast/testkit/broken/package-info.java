// SPDX-License-Identifier: Apache-2.0
/** Providers that break one rule each, to show that the kit catches them. */
@NullMarked
package dev.holdfast.testkit.broken;

import org.jspecify.annotations.NullMarked;
