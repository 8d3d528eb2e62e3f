// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Purpose;
import java.util.Objects;

/**
 * A right that a call needs, in the cloud's own words.
 *
 * @param purpose which principal needs it
 * @param action the action, such as {@code ec2:CreateSnapshots}
 * @param resource the resource pattern, such as {@code arn:aws:ec2:*::snapshot/*}
 */
public record Permission(Purpose purpose, String action, String resource) {
    /**
     * Checks that all parts are given.
     *
     * @param purpose which principal needs it
     * @param action the action, such as {@code ec2:CreateSnapshots}
     * @param resource the resource pattern, such as {@code arn:aws:ec2:*::snapshot/*}
     */
    public Permission {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(resource, "resource");
    }
}
