// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

/** Why a machine does not come up, or a program gave up. */
public final class BootFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with its reason in words. */
    public BootFailure(String reason) {
        super(reason);
    }
}
