// SPDX-License-Identifier: Apache-2.0
/** AssertJ assertions on recovery points and on what really happened in the simulated cloud. */
@NullMarked
package dev.holdfast.testkit.assertj;

import org.jspecify.annotations.NullMarked;
