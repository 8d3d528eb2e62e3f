// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/** An operation ended otherwise than well. */
public final class OperationFailedException extends BackupException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome<?> outcome;

    /**
     * Carries what came of it.
     *
     * @param outcome what came of it
     */
    public OperationFailedException(Outcome<?> outcome) {
        super(failure(outcome));
        this.outcome = outcome;
    }

    private static Failure failure(Outcome<?> outcome) {
        if (!outcome.failures().isEmpty()) {
            Failure first = outcome.failures().get(0);
            int more = outcome.failures().size() - 1;
            return new Failure(
                    first.kind(),
                    "Operation " + outcome.id() + " ended as " + outcome.state() + ". " + first.what(),
                    first.why() + (more == 0 ? "" : " (and " + more + " more)"),
                    first.cure());
        }
        return Failure.of(
                FailureKind.GONE, "Operation " + outcome.id() + " has no whole result", "it is " + outcome.state());
    }

    /**
     * What came of the operation.
     *
     * @return the outcome; its value is what is there of the result
     */
    public Outcome<?> outcome() {
        return outcome;
    }

    /**
     * What is there of the result.
     *
     * @return the part, or {@code null}
     */
    public @Nullable Object partial() {
        return outcome.value();
    }
}
