// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.request;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An error answer of the cloud: nothing took effect. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String detail;
    private final String code;
    private final int status;
    private final @Nullable Duration retryAfter;

    /** A refusal in the words of one cloud. */
    public Refusal(Reason reason, String code, int status, String message, @Nullable Duration retryAfter) {
        super(code + " (" + status + "): " + message, null, false, false);
        this.detail = message;
        this.reason = reason;
        this.code = code;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Why, for tests and for translation. */
    public Reason reason() {
        return reason;
    }

    /** The cloud's error code. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** When the cloud wants to be asked again; null when it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The same, saying when to come again. */
    public Refusal after(Duration wait) {
        return new Refusal(reason, code, status, detail, wait);
    }
}
