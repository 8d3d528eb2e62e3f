// SPDX-License-Identifier: Apache-2.0
/** What a durable store is for: a host that is killed finishes what it began. Begin with {@link KilledHost}. */
@NullMarked
package dev.holdfast.examples.durable;

import org.jspecify.annotations.NullMarked;
