// SPDX-License-Identifier: Apache-2.0
/**
 * The main job on real bytes: a shop is backed up, replicated, drilled, its region and its host are killed, and another
 * host that has only the recovery kit brings it back. Begin with {@link Quickstart}.
 */
@NullMarked
package dev.holdfast.examples.quickstart;

import org.jspecify.annotations.NullMarked;
