// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a refusal of Azure means, once, where it comes in. */
final class Errors {
    private static final Pattern AGAIN =
            Pattern.compile("try again after '?(\\d+)'? seconds", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIGNED = Pattern.compile("https?://\\S*[?&]sig=\\S*");

    /** Every code that is known. What is not here is {@link FailureKind#UNRECOGNISED}. */
    static final Map<String, FailureKind> TABLE = table();

    private Errors() {}

    private static Map<String, FailureKind> table() {
        Map<String, FailureKind> rows = new TreeMap<>();
        put(
                rows,
                FailureKind.GONE,
                "ResourceNotFound",
                "NotFound",
                "ResourceGroupNotFound",
                "ResourceExtendedInfoNotFound",
                "ArmResourceDoesNotExist",
                "ParentResourceNotFound");
        put(
                rows,
                FailureKind.THROTTLED,
                "ResourceRequestsThrottled",
                "TooManyRequests",
                "SubscriptionRequestsThrottled",
                "OperationThrottled");
        put(
                rows,
                FailureKind.BUSY,
                "RetryableErrorDueToAnotherOperation",
                "AnotherOperationInProgress",
                "Conflict",
                "AttachDiskWhileBeingDetached");
        put(
                rows,
                FailureKind.PROTECTED,
                "ScopeLocked",
                "UserErrorDisableSoftDeleteNotAllowed",
                "UserErrorUnsupportedVaultImmutabilityStateChange",
                "UserErrorChangeEnhancedSecurityStateNotAllowed",
                "UserErrorCrossRegionRestoreStateChangeNotAllowed");
        put(rows, FailureKind.UNSUPPORTED, "OperationNotAllowed", "PropertyChangeNotAllowed");
        put(rows, FailureKind.FULL, "QuotaExceeded");
        put(
                rows,
                FailureKind.CAPACITY,
                "AllocationFailed",
                "ZonalAllocationFailed",
                "SkuNotAvailable",
                "OverconstrainedAllocationRequest");
        put(rows, FailureKind.DENIED, "AuthorizationFailed", "LinkedAuthorizationFailed", "RequestDisallowedByPolicy");
        put(
                rows,
                FailureKind.CREDENTIALS,
                "InvalidAuthenticationToken",
                "ExpiredAuthenticationToken",
                "AuthenticationFailed");
        put(
                rows,
                FailureKind.ACCOUNT,
                "MissingSubscriptionRegistration",
                "SubscriptionNotFound",
                "ReadOnlyDisabledSubscription");
        put(rows, FailureKind.INVALID, "InvalidParameter", "InvalidRequestContent", "BadRequest");
        put(rows, FailureKind.STALE, "PreconditionFailed");
        put(
                rows,
                FailureKind.TRANSIENT,
                "CloudStorageUnexpectedError",
                "InternalServerError",
                "InternalExecutionError",
                "ServerTimeout",
                "GatewayTimeout",
                "ServiceUnavailable");
        return Map.copyOf(rows);
    }

    private static void put(Map<String, FailureKind> rows, FailureKind kind, String... codes) {
        List.of(codes).forEach(code -> rows.put(code, kind));
    }

    static CallFailure failure(int status, Map<String, String> headers, @Nullable Object body) {
        String code = code(body);
        String message = message(body);
        FailureKind kind = kind(status, code, message);
        CallFailure.Effect effect =
                status >= 500 || status < 400 ? CallFailure.Effect.POSSIBLE : CallFailure.Effect.NONE;
        return CallFailure.builder(kind, effect, clean(message))
                .code(code)
                .requestId(headers.getOrDefault("x-ms-request-id", ""))
                .retryAfter(retryAfter(headers, message).orElse(null))
                .limit(message.contains("limit of '150'") ? AzureLimits.BACKUP_JOB_READS : null)
                .build();
    }

    static FailureKind kind(int status, String code, String message) {
        if (code.equals("OperationNotAllowed")
                && message.toLowerCase(java.util.Locale.ROOT).contains("quota")) {
            return FailureKind.FULL;
        }
        if (message.toLowerCase(java.util.Locale.ROOT).contains("shared access signature")) {
            return FailureKind.BUSY;
        }
        FailureKind known = TABLE.get(code);
        if (known != null) {
            return known;
        }
        return switch (status) {
            case 401 -> FailureKind.CREDENTIALS;
            case 403 -> FailureKind.DENIED;
            case 408, 502, 503, 504 -> FailureKind.TRANSIENT;
            case 412 -> FailureKind.STALE;
            case 429 -> FailureKind.THROTTLED;
            default -> FailureKind.UNRECOGNISED;
        };
    }

    /** Azure's own form, and the older one of its vaults. */
    static String code(@Nullable Object body) {
        String code = Json.text(body, "error", "code");
        if (code.isEmpty()) {
            code = Json.text(body, "ErrorCode");
        }
        return code.isEmpty() ? Json.text(body, "code") : code;
    }

    private static String message(@Nullable Object body) {
        String message = Json.text(body, "error", "message");
        return message.isEmpty() ? Json.text(body, "message") : message;
    }

    /** The header wins; some say it in the text only. */
    static Optional<Duration> retryAfter(Map<String, String> headers, String message) {
        String header = headers.getOrDefault("Retry-After", headers.getOrDefault("retry-after", ""));
        if (header.matches("\\d{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        }
        Matcher again = AGAIN.matcher(message);
        return again.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(again.group(1)))) : Optional.empty();
    }

    /** Without signed addresses and control characters. */
    static String clean(String message) {
        return SIGNED.matcher(message).replaceAll("<signed address>").replaceAll("\\p{Cntrl}+", " ");
    }
}
