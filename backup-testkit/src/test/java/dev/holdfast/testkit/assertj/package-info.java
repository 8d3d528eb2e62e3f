// SPDX-License-Identifier: Apache-2.0
/** Tests of what users write tests with. */
@NullMarked
package dev.holdfast.testkit.assertj;

import org.jspecify.annotations.NullMarked;
