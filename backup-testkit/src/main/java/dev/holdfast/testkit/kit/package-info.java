// SPDX-License-Identifier: Apache-2.0
/**
 * The compatibility kit: numbered rules that every provider keeps. Extend {@link
 * dev.holdfast.testkit.kit.ProviderCompatibilityKit} and supply a {@link dev.holdfast.testkit.kit.ProviderHarness}.
 */
@NullMarked
package dev.holdfast.testkit.kit;

import org.jspecify.annotations.NullMarked;
