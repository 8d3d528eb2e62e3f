// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

import java.util.Objects;

/** The root of everything that Holdfast throws on its own account. */
public class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    /**
     * Carries a failure.
     *
     * @param failure why
     */
    public BackupException(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /**
     * Carries a failure and what caused it.
     *
     * @param failure why
     * @param cause the cause
     */
    public BackupException(Failure failure, Throwable cause) {
        super(failure.toString(), Objects.requireNonNull(cause, "cause"));
        this.failure = failure;
    }

    /**
     * Why.
     *
     * @return the failure
     */
    public Failure failure() {
        return failure;
    }
}
