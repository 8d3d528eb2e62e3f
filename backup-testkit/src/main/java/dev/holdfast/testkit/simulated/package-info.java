// SPDX-License-Identifier: Apache-2.0
/** The provider {@code simulated}: the lowering and the requests of each cloud, over the simulated world. */
@NullMarked
package dev.holdfast.testkit.simulated;

import org.jspecify.annotations.NullMarked;
