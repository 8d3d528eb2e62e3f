// SPDX-License-Identifier: Apache-2.0
/** Tests of the custom provider. */
@NullMarked
package dev.holdfast.examples.customprovider;

import org.jspecify.annotations.NullMarked;
