// SPDX-License-Identifier: Apache-2.0
/** The simulated network: a connection is opened through subnets, routes and rules, or it is not opened. */
@NullMarked
package dev.holdfast.testkit.world.network;

import org.jspecify.annotations.NullMarked;
