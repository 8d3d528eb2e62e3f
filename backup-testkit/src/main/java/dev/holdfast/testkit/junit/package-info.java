// SPDX-License-Identifier: Apache-2.0
/** The simulated cloud as a JUnit extension. */
@NullMarked
package dev.holdfast.testkit.junit;

import org.jspecify.annotations.NullMarked;
