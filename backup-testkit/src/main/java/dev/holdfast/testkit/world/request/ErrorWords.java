// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.request;

/** How one cloud words its refusals. */
@FunctionalInterface
public interface ErrorWords {

    /**
     * The refusal to be thrown.
     *
     * @param api operation that is refused
     * @param detail what exactly, for the message
     */
    Refusal refuse(Reason reason, String api, String detail);
}
