// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.FailureKind;
import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not end well, classified once, where the answer came in. Its texts hold no secret, no signed address
 * and no control characters: the provider sees to that.
 */
public final class CallFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether the call may have changed something. */
    public enum Effect {
        /** Surely not executed: refused connections, throttles, refusals of the cloud. */
        NONE,
        /** Perhaps: anything after the last byte was sent, 5xx, a success that cannot be read. */
        POSSIBLE
    }

    private final FailureKind kind;
    private final Effect effect;
    private final @Nullable Duration retryAfter;
    private final @Nullable String limit;
    private final @Nullable String limitKey;
    private final String code;
    private final String requestId;

    private CallFailure(Builder builder) {
        super(builder.message, builder.cause);
        this.kind = builder.kind;
        this.effect = builder.effect;
        this.retryAfter = builder.retryAfter;
        this.limit = builder.limit;
        this.limitKey = builder.limitKey;
        this.code = builder.code;
        this.requestId = builder.requestId;
    }

    /**
     * Starts a failure.
     *
     * @param kind what it means
     * @param effect whether the call may have changed something
     * @param message what the cloud says, without secrets
     * @return a builder
     */
    public static Builder builder(FailureKind kind, Effect effect, String message) {
        return new Builder(kind, effect, message);
    }

    /**
     * What it means.
     *
     * @return the kind
     */
    public FailureKind kind() {
        return kind;
    }

    /**
     * Whether the call may have changed something.
     *
     * @return the effect
     */
    public Effect effect() {
        return effect;
    }

    /**
     * How long the cloud asks to wait.
     *
     * @return the time, or {@code null} if it does not say
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Which of the provider's declared limits refused it.
     *
     * @return the name of the limit, or {@code null} if the cloud does not tell
     */
    public @Nullable String limit() {
        return limit;
    }

    /**
     * Which counter of that limit refused it.
     *
     * @return the key as {@link LimitUse} gives it, or {@code null} if the cloud does not tell: then all that the call uses
     */
    public @Nullable String limitKey() {
        return limitKey;
    }

    /**
     * The cloud's code.
     *
     * @return the code; empty if there was none
     */
    public String code() {
        return code;
    }

    /**
     * The cloud's id of the request, for its support.
     *
     * @return the id; empty if there was none
     */
    public String requestId() {
        return requestId;
    }

    /** Builds a {@link CallFailure}. Not safe for use by several threads. */
    public static final class Builder {
        private final FailureKind kind;
        private final Effect effect;
        private final String message;
        private @Nullable Duration retryAfter;
        private @Nullable String limit;
        private @Nullable String limitKey;
        private String code = "";
        private String requestId = "";
        private @Nullable Throwable cause;

        private Builder(FailureKind kind, Effect effect, String message) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.effect = Objects.requireNonNull(effect, "effect");
            this.message = Objects.requireNonNull(message, "message");
        }

        /**
         * Sets how long the cloud asks to wait. Default: it does not say.
         *
         * @param value the time or {@code null}
         * @return this
         */
        public Builder retryAfter(@Nullable Duration value) {
            retryAfter = value;
            return this;
        }

        /**
         * Names the declared limit that refused. Default: not known.
         *
         * @param value the name or {@code null}
         * @return this
         */
        public Builder limit(@Nullable String value) {
            limit = value;
            return this;
        }

        /**
         * Names the counter of that limit. Default: not known.
         *
         * @param value the key or {@code null}
         * @return this
         */
        public Builder limitKey(@Nullable String value) {
            limitKey = value;
            return this;
        }

        /**
         * Sets the cloud's code. Default: empty.
         *
         * @param value the code
         * @return this
         */
        public Builder code(String value) {
            code = Objects.requireNonNull(value, "code");
            return this;
        }

        /**
         * Sets the cloud's id of the request. Default: empty.
         *
         * @param value the id
         * @return this
         */
        public Builder requestId(String value) {
            requestId = Objects.requireNonNull(value, "requestId");
            return this;
        }

        /**
         * Sets the cause. Default: none. Its texts are not shown, but loggers print causes: leave out one that holds
         * signed addresses.
         *
         * @param value the cause or {@code null}
         * @return this
         */
        public Builder cause(@Nullable Throwable value) {
            cause = value;
            return this;
        }

        /**
         * Builds the exception.
         *
         * @return the failure
         */
        public CallFailure build() {
            return new CallFailure(this);
        }
    }
}
