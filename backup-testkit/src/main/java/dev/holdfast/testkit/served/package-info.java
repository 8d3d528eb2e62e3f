// SPDX-License-Identifier: Apache-2.0
/** A simulated cloud for hosts in other processes: they can be killed while the world stays. */
@NullMarked
package dev.holdfast.testkit.served;

import org.jspecify.annotations.NullMarked;
