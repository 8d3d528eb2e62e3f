// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.testkit.simulated;

import org.jspecify.annotations.NullMarked;
