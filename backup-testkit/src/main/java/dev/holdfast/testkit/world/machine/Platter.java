// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.bytes.Content;

/** Where the durable bytes of a disk lie; the side of a disk that a machine needs. */
public interface Platter {

    /** The bytes that survive a crash. */
    Content durable();

    /** Replaces the bytes that survive a crash. */
    void durable(Content content);
}
