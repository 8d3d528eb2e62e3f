// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.exceptions.ClientException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what a failed call means. One table by code; where the code is new, its beginning or the status tells. */
final class Classification {
    private static final Pattern ADDRESS = Pattern.compile("(?i)https?[^\\s\"']*");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(AccessKeyId|AccessKeySecret|Signature|SignatureNonce|SecurityToken|Credential|Authorization)"
                    + "[\"']?\\s*[=:]\\s*[\"']?[^\\s&,;\"']+");
    private static final Pattern STRING_TO_SIGN = Pattern.compile("(?i)(GET|POST)&%2F&\\S*");
    private static final int LONGEST = 300;

    /** Code, kind, effect if it is not NONE, the limit that refused if it is known. */
    private static final String TABLE = """
            Throttling THROTTLED NONE ecs-calls-per-minute
            Throttling.User THROTTLED NONE ecs-calls-per-minute
            Throttling.Api THROTTLED NONE ecs-calls-per-minute
            Throttling.ConcurrentLimitExceeded THROTTLED NONE ecs-calls-per-minute
            Rejected.Throttling THROTTLED NONE ecs-calls-per-minute
            ServiceUnavailable TRANSIENT POSSIBLE
            ServiceUnavailable.RegionMaintaining TRANSIENT POSSIBLE
            InternalError TRANSIENT POSSIBLE
            IdempotentProcessing TRANSIENT POSSIBLE
            LastTokenProcessing TRANSIENT POSSIBLE
            IdempotentParameterMismatch TAKEN
            IdempotenceParamNotMatch TAKEN
            InvalidParamter.Conflict TAKEN
            IncorrectDiskStatus.CreatingSnapshot BUSY NONE ecs-snapshots-in-progress-per-disk
            DISK_HAS_CREATING_SNAPSHOT BUSY NONE ecs-snapshots-in-progress-per-disk
            DiskCreatingSnapshot BUSY NONE ecs-snapshots-in-progress-per-disk
            IncorrectDiskStatus.TooManyCreatingSnapshots BUSY NONE ecs-snapshots-in-progress-per-disk
            IncorrectDiskStatus.HasUnfinishedSnapshot BUSY NONE ecs-snapshots-in-progress-per-disk
            QuotaExceed.ConcurrentSnapshotQuota BUSY NONE ecs-snapshots-in-progress-per-disk
            InvalidOperation.UnfinishedEncryptedSnapshotCopy BUSY NONE ecs-copies-per-disk-and-target
            InvalidOperation.UnfinishedCrossRegionCopy BUSY NONE ecs-copies-per-disk-and-target
            OperationDenied.ImageCopyConflict BUSY NONE ecs-image-copies-per-target
            ConcurrentQuotaExceed.ExportImage BUSY
            InvalidOperation.DiskResetInProgress BUSY
            InvalidOperation.RelatedSnapshotNotFinished BUSY
            InvalidOperation.Conflict BUSY
            Operation.Conflict BUSY
            OperationConflict BUSY
            ImageCopying BUSY
            OperationDenied.ImageCopying BUSY
            ImageIsExporting BUSY
            IncorrectDiskStatus.Initializing BUSY
            InvalidSnapshotId.NotReady NOT_YET
            InvalidOperation.SnapshotNotAvailable NOT_YET
            QuotaExceed.Snapshot FULL NONE ecs-snapshots-per-disk
            QuotaExceed.SnapshotQuota FULL NONE ecs-snapshots-per-disk
            QuotaExceed.Image FULL
            QuotaExceed.ShareImageUser FULL
            QuotaExceed.Tags FULL
            QuotaExceed.AppliedAutoSnapshotPolicyQuota FULL NONE ecs-automatic-policies-per-disk
            AutoSnapshotPolicy.QuotaExceed FULL NONE ecs-automatic-policies
            InstanceDiskLimitExceeded FULL
            OperationDenied.NoStock CAPACITY
            Zone.NotOnSale CAPACITY
            IncorrectInstanceStatus STALE
            IncorrectDiskStatus STALE
            IncorrectDiskStatus.NeverAttached UNSUPPORTED
            InvalidOperation.NotSupportCopyInSameRegion UNSUPPORTED
            OperationDenied.NonCompliantDestinationRegion UNSUPPORTED
            RegionNotSupportCopy UNSUPPORTED
            SizeExceed.Image UNSUPPORTED
            CancelNotSupported UNSUPPORTED
            ImageCreatedNotFromCopy UNSUPPORTED
            DiskCategory.OperationNotSupported UNSUPPORTED
            InvalidOperation.MultiAttachDisk UNSUPPORTED
            InvalidSnapshotId.NotDataDiskSnapshot UNSUPPORTED
            DiskNotPortable UNSUPPORTED
            OperationDenied UNSUPPORTED
            OperationDeined.EncryptedSnapshot UNSUPPORTED
            InvalidEncrypted.NotSupportDecrypt UNSUPPORTED
            NumberExceed.TooManyDisks INVALID
            CapacityExceed.TooManyDisks INVALID
            NumberExceed.Tags INVALID
            InstanceIds.ExceedLimit INVALID
            InvalidInstance.NotMatch INVALID
            InvalidDiskIds.NotInSameZone INVALID
            InvalidEncrypted.NotMatchKmsKeyId INVALID
            InvalidEncrypted.NotMatchSnapshot INVALID
            InvalidEncrypted.NotMatchDiskDefaultEncryption INVALID
            InvalidSnapshotIds.Malformed INVALID
            InvalidTag.Mismatch INVALID
            InvalidStatus.NotFound INVALID
            InvalidParameter.Mismatch INVALID
            InvalidParameter.TargetCopyRegions INVALID
            InvalidDiskSize.TooSmall INVALID
            InvalidSystemDiskSize INVALID
            InvalidOSSBucket.NotMatched INVALID
            InvalidOperation.DecreaseRetentionDaysUnsupported INVALID
            InvalidLockDuration.ExceedRetentionDays INVALID
            InvalidOperation.CoolOffPeriodExpired INVALID
            NoAttributeToModify INVALID
            ParameterInvalid INVALID
            MissingParameter.RegionId INVALID
            InvalidSnapshotId.NotFound GONE
            InvalidDiskId.NotFound GONE
            InvalidImageId.NotFound GONE
            InvalidInstanceId.NotFound GONE
            InvalidDisk.AlreadyDetached GONE
            InvalidImageName.Duplicated TAKEN
            SnapshotCreatedImage PROTECTED
            SnapshotCreatedDisk PROTECTED
            InvalidOperation.SnapshotIsLocked PROTECTED
            InvalidOperation.DeleteSharedSnapshotUnsupported PROTECTED
            InvalidOperation.ResourceManagedByCloudProduct PROTECTED
            InvalidOperation.DeletionProtection PROTECTED
            ImageUsingByInstance PROTECTED
            ImageUseShared PROTECTED
            ChargeTypeViolation PROTECTED
            InvalidAccountStatus.SnapshotServiceUnavailable ACCOUNT
            DiskInArrears ACCOUNT
            InstanceLockedForSecurity ACCOUNT
            NoSetRoletoECSServiceAcount DENIED
            Forbidden.RAM DENIED
            Forbidden.Unauthorized DENIED
            SDK.InvalidAccessKeySecret CREDENTIALS
            SignatureDoesNotMatch CREDENTIALS
            InvalidAccessKeyId.NotFound CREDENTIALS
            InvalidSecurityToken.Expired CREDENTIALS
            SignatureNonceUsed TRANSIENT
            InvalidTimeStamp.Expired SKEW
            SDK.ServerUnreachable TRANSIENT POSSIBLE
            SDK.ReadTimeout TRANSIENT POSSIBLE
            SDK.RequestTryOrRetryFailed TRANSIENT POSSIBLE
            """;

    private static final Map<String, Row> ROWS = rows(TABLE);

    /** For codes that no row names: longer beginnings first. */
    private static final Map<String, Row> BEGINNINGS = rows("""
            Throttling THROTTLED NONE ecs-calls-per-minute
            QuotaExceed FULL
            Forbidden DENIED
            NoPermission DENIED
            InvalidAccountStatus ACCOUNT
            InvalidAccessKeyId CREDENTIALS
            InvalidSecurityToken CREDENTIALS
            MissingParameter INVALID
            Missing INVALID
            Invalid INVALID
            """);

    private Classification() {}

    private record Row(
            FailureKind kind, Effect effect, @Nullable String limit) {}

    private static Map<String, Row> rows(String table) {
        Map<String, Row> rows = new LinkedHashMap<>();
        table.lines().forEach(line -> {
            String[] cells = line.split(" ", -1);
            Effect effect = cells.length > 2 ? Effect.valueOf(cells[2]) : Effect.NONE;
            rows.put(cells[0], new Row(FailureKind.valueOf(cells[1]), effect, cells.length > 3 ? cells[3] : null));
        });
        return rows;
    }

    static java.util.Set<String> codes() {
        return ROWS.keySet();
    }

    /** What an exception of the SDK means. Its own text may hold a signed address, so it is never passed on as cause. */
    static CallFailure of(ClientException thrown, String type, List<LimitUse> used) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof WireFailure wire) {
                return of(wire, type, used);
            }
        }
        String code = thrown.getErrCode() == null ? "" : thrown.getErrCode();
        return failure(row(code, 0), code, thrown.getRequestId(), thrown.getErrMsg(), type, "", used);
    }

    private static CallFailure of(WireFailure wire, String type, List<LimitUse> used) {
        if (wire.status() == 0) {
            return failure(
                    new Row(FailureKind.TRANSIENT, Effect.NONE, null),
                    "",
                    "",
                    wire.getMessage(),
                    type,
                    wire.date(),
                    used);
        }
        if (wire.code().isEmpty() && (wire.status() < 400 || wire.status() >= 500)) {
            return failure(
                    new Row(FailureKind.TRANSIENT, Effect.POSSIBLE, null),
                    "",
                    wire.requestId(),
                    wire.getMessage(),
                    type,
                    wire.date(),
                    used);
        }
        return failure(
                row(wire.code(), wire.status()),
                wire.code(),
                wire.requestId(),
                wire.getMessage(),
                type,
                wire.date(),
                used);
    }

    private static Row row(String code, int status) {
        Row row = ROWS.get(code);
        if (row != null) {
            return row;
        }
        if (code.startsWith("Invalid") && code.endsWith(".NotFound")) {
            return new Row(FailureKind.GONE, Effect.NONE, null);
        }
        if (status >= 500) {
            return new Row(FailureKind.TRANSIENT, Effect.POSSIBLE, null);
        }
        return BEGINNINGS.entrySet().stream()
                .filter(entry -> code.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new Row(FailureKind.UNRECOGNISED, Effect.POSSIBLE, null));
    }

    private static CallFailure failure(
            Row row,
            String code,
            @Nullable String requestId,
            @Nullable String message,
            String type,
            String date,
            List<LimitUse> used) {
        boolean copy = EcsCalls.COPY_SNAPSHOT.equals(type) && row.kind() == FailureKind.THROTTLED;
        String limit = copy ? EcsLimits.COPY_CALLS : row.limit();
        // Which disk is full or busy is told by the call, if it is about one only.
        List<String> keys = used.stream()
                .filter(use -> use.limit().equals(limit))
                .map(LimitUse::key)
                .toList();
        return CallFailure.builder(row.kind(), row.effect(), redacted(message))
                .code(clean(code))
                .requestId(requestId == null ? "" : clean(requestId))
                .limit(limit)
                .limitKey(keys.size() == 1 ? keys.get(0) : null)
                .retryAfter(row.kind() == FailureKind.THROTTLED ? untilNextMinute(date) : null)
                .build();
    }

    /** By the cloud's own clock, whose minutes these are; a whole minute where it does not tell. */
    private static Duration untilNextMinute(String date) {
        try {
            ZonedDateTime at = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.ofSeconds(60 - at.getSecond());
        } catch (DateTimeParseException e) {
            return Duration.ofMinutes(1);
        }
    }

    static String redacted(@Nullable String text) {
        String shown = text == null ? "" : text;
        shown = STRING_TO_SIGN.matcher(shown).replaceAll("[string to sign]");
        shown = ADDRESS.matcher(shown).replaceAll("[address]");
        shown = SECRET.matcher(shown).replaceAll("$1=[hidden]");
        shown = clean(shown);
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) : shown;
    }

    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
