// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Purpose;
import java.time.Duration;
import java.util.Objects;

/**
 * What every call is told beside its subject.
 *
 * @param purpose whose credentials to use
 * @param deadline how long the call may take; the provider ends it by then through its client's own time-outs
 */
public record CallContext(Purpose purpose, Duration deadline) {
    /** The deadline unless the provider says why it needs another: 10 seconds. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /**
     * Checks the parts.
     *
     * @param purpose whose credentials to use
     * @param deadline how long the call may take; the provider ends it by then through its client's own time-outs
     * @throws IllegalArgumentException if the deadline is not positive
     */
    public CallContext {
        Objects.requireNonNull(purpose, "purpose");
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A call needs a positive deadline but has " + deadline);
        }
    }
}
