// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

/** Something that was put on the loop and may still be taken off it. */
@FunctionalInterface
public interface Cancellable {

    /** Takes it off; without effect once it has run or was cancelled before. */
    void cancel();
}
