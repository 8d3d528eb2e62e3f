// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import dev.holdfast.spi.LimitUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Says once, where the answer came in, what a failed call means. */
final class Classification {
    private Classification() {}

    /**
     * Classifies.
     *
     * @param thrown what the SDK threw
     * @param type the type of the call, such as {@code ec2:CopySnapshot}
     * @param used the limits that the call uses: the refusing one is named out of these
     */
    static CallFailure of(RuntimeException thrown, String type, List<LimitUse> used) {
        if (thrown instanceof AwsServiceException refused) {
            return ofAnswer(refused, type, used);
        }
        if (thrown instanceof ApiCallTimeoutException
                || thrown instanceof ApiCallAttemptTimeoutException
                || thrown instanceof AbortedException) {
            return plain(FailureKind.TRANSIENT, Effect.POSSIBLE, thrown);
        }
        if (thrown instanceof SdkClientException || thrown instanceof UncheckedIOException) {
            return ofNoAnswer(thrown);
        }
        if (thrown instanceof IllegalArgumentException) {
            // The SDK refuses before it sends: CopySnapshot without a destination region does.
            return plain(FailureKind.INVALID, Effect.NONE, thrown);
        }
        return plain(FailureKind.UNRECOGNISED, Effect.POSSIBLE, thrown);
    }

    private static CallFailure ofAnswer(AwsServiceException refused, String type, List<LimitUse> used) {
        @Nullable AwsErrorDetails details = refused.awsErrorDetails();
        String code =
                details == null ? "" : Optional.ofNullable(details.errorCode()).orElse("");
        @Nullable Meaning meaning = Meaning.of(code, type);
        boolean throttled = meaning != null && meaning.kind() == FailureKind.THROTTLED;
        boolean failedInside = refused.statusCode() >= 500 && !throttled;
        FailureKind kind;
        if (meaning != null) {
            kind = meaning.kind();
        } else if (refused.isThrottlingException()) {
            kind = FailureKind.THROTTLED;
            failedInside = false;
        } else {
            kind = failedInside ? FailureKind.TRANSIENT : FailureKind.UNRECOGNISED;
        }
        boolean unknown = kind == FailureKind.UNRECOGNISED && !code.equals("DryRunOperation");
        Optional<LimitUse> refusing =
                meaning == null ? Optional.empty() : refusing(meaning.limits(), used, messageOf(refused));
        return CallFailure.builder(
                        kind,
                        failedInside || unknown ? Effect.POSSIBLE : Effect.NONE,
                        Wording.plain(messageOf(refused)))
                .code(code)
                .requestId(Optional.ofNullable(refused.requestId()).orElse(""))
                .retryAfter(
                        Optional.ofNullable(retryAfter(details)).orElse(meaning == null ? null : meaning.retryAfter()))
                .limit(refusing.map(LimitUse::limit).orElse(null))
                .limitKey(refusing.map(LimitUse::key)
                        .filter(key -> !key.isEmpty())
                        .orElse(null))
                .cause(refused)
                .build();
    }

    private static CallFailure ofNoAnswer(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException) {
                return plain(FailureKind.TRANSIENT, Effect.NONE, thrown);
            }
            if (cause instanceof IOException) {
                return plain(FailureKind.TRANSIENT, Effect.POSSIBLE, thrown);
            }
        }
        String message = messageOf(thrown);
        if (message.startsWith("Unable to load credentials")) {
            return plain(FailureKind.CREDENTIALS, Effect.NONE, thrown);
        }
        // An answer that cannot be read comes so too: the call may have been carried out.
        return plain(FailureKind.UNRECOGNISED, Effect.POSSIBLE, thrown);
    }

    private static CallFailure plain(FailureKind kind, Effect effect, RuntimeException thrown) {
        return CallFailure.builder(kind, effect, Wording.plain(messageOf(thrown)))
                .cause(thrown)
                .build();
    }

    private static String messageOf(RuntimeException thrown) {
        return Optional.ofNullable(thrown.getMessage()).orElse(thrown.getClass().getSimpleName());
    }

    /**
     * The use that was refused, as far as it can be told: the limit if the call uses one of the possible ones only, and
     * its counter (the volume) if there is but one or the message names it; else with an empty key.
     */
    private static Optional<LimitUse> refusing(Set<String> possible, List<LimitUse> used, String message) {
        List<LimitUse> uses =
                used.stream().filter(use -> possible.contains(use.limit())).toList();
        List<LimitUse> named =
                uses.stream().filter(use -> message.contains(use.key())).toList();
        if (uses.size() == 1 || named.size() == 1) {
            return Optional.of(uses.size() == 1 ? uses.get(0) : named.get(0));
        }
        return uses.stream().map(LimitUse::limit).distinct().count() == 1
                ? Optional.of(new LimitUse(uses.get(0).limit(), "", 1))
                : Optional.empty();
    }

    private static @Nullable Duration retryAfter(@Nullable AwsErrorDetails details) {
        if (details == null || details.sdkHttpResponse() == null) {
            return null;
        }
        try {
            return details.sdkHttpResponse()
                    .firstMatchingHeader("Retry-After")
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(null);
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
