// SPDX-License-Identifier: Apache-2.0
/** The main job, through the public API, on the simulated cloud. */
@NullMarked
package dev.holdfast.testkit.job;

import org.jspecify.annotations.NullMarked;
