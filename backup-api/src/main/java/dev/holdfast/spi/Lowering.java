// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;

/**
 * Says which requests an action takes. Pure: no I/O, no clock, no chance, no state; the same input gives the same
 * output in every process. Called by any thread, also in previews and on hosts that never make the calls.
 */
public interface Lowering {
    /** How often {@link #needs} is asked at most. */
    int ROUNDS = 3;

    /**
     * The version of this lowering, journaled with what it made. Raise it when the same input gives other primitives;
     * graphs of an older version are finished as they stand.
     *
     * @return a version, such as {@code 3}
     */
    int version();

    /**
     * Which facts these actions need. The engine reads them before it lowers, and asks again with what is known then,
     * until nothing new is asked for, at most {@link #ROUNDS} times; asking for little is a courtesy to the account's
     * limits.
     *
     * @param group the actions
     * @param known what earlier rounds read
     * @return the queries; those that are known already are not read again
     */
    List<FactQuery<?>> needs(ActionGroup group, Facts known);

    /**
     * Lowers. An action that cannot be done is refused, not thrown; the others go on.
     *
     * <p>Never branches on a {@link Payload.Ref}: what depends on an output is planned when that output is known. Each
     * fact on which it branched is named on the primitive as an {@link Expectation}.
     *
     * @param group the actions
     * @param facts what {@link #needs} asked for, as far as it could be read
     * @return the requests and the refusals
     */
    LoweredGroup lower(ActionGroup group, Facts facts);
}
