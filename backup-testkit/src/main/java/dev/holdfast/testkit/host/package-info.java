// SPDX-License-Identifier: Apache-2.0
/** Hosts whose time, threads and calls are the simulated world's. */
@NullMarked
package dev.holdfast.testkit.host;

import org.jspecify.annotations.NullMarked;
