// SPDX-License-Identifier: Apache-2.0
/** The shape of a request to the simulated cloud and of its answer. */
@NullMarked
package dev.holdfast.testkit.world.request;

import org.jspecify.annotations.NullMarked;
