// SPDX-License-Identifier: Apache-2.0
/** Hosts over loopback. */
@NullMarked
package dev.holdfast.testkit.served;

import org.jspecify.annotations.NullMarked;
