// SPDX-License-Identifier: Apache-2.0
/** What an application or a provider is tested with: the simulated cloud, the compatibility kits, assertions. */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
