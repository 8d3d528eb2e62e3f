// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static java.util.Map.entry;

import dev.holdfast.failure.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an error code of AWS means. Some codes mean different things for different calls: those stand with the call.
 *
 * @param kind what the engine makes of it
 * @param limits the limits of which one refused, out of those that the call uses
 * @param retryAfter how long AWS is known to refuse it, or {@code null}
 */
record Meaning(
        FailureKind kind, Set<String> limits, @Nullable Duration retryAfter) {
    private static final Set<String> BUCKETS = Set.of(
            AwsLimits.WRITES,
            AwsLimits.CREATES,
            AwsLimits.TAGGING,
            AwsLimits.LAUNCHES,
            AwsLimits.IMAGE_COPIES,
            AwsLimits.READS,
            AwsLimits.RECOVERY_CALLS,
            AwsLimits.COMMANDS);

    private static final Meaning THROTTLED = new Meaning(FailureKind.THROTTLED, BUCKETS, null);
    private static final Meaning COPY_SLOTS = busy(AwsLimits.COPIES);

    /** By code and call, for codes whose meaning depends on the call. */
    private static final Map<String, Meaning> OF_CALLS = Map.ofEntries(
            entry("ResourceLimitExceeded " + CopyLowering.COPY_SNAPSHOT, COPY_SLOTS),
            entry("ResourceLimitExceeded " + CopyLowering.COPY_IMAGE, COPY_SLOTS),
            entry("OperationNotPermitted " + PruneLowering.DEREGISTER_IMAGE, of(FailureKind.PROTECTED)),
            // Which code a locked snapshot is refused with is not known: whatever DeleteSnapshot may not do is
            // protected.
            entry("OperationNotPermitted " + PruneLowering.DELETE_SNAPSHOT, of(FailureKind.PROTECTED)),
            entry("OperationNotPermitted " + CopyLowering.SHARE, of(FailureKind.UNSUPPORTED)),
            entry("VolumeInUse " + SwapLowering.ATTACH, of(FailureKind.TAKEN)),
            entry("ConflictException " + WaveLowering.START_RECOVERY, of(FailureKind.BUSY)),
            entry("ConflictException " + WaveLowering.TERMINATE, of(FailureKind.BUSY)),
            entry(
                    "ServiceQuotaExceededException " + WaveLowering.START_RECOVERY,
                    busy(AwsLimits.RECOVERY_JOBS, AwsLimits.RECOVERY_SERVERS)),
            entry("InvalidInstanceId " + GuestSection.SEND_COMMAND, of(FailureKind.UNSUPPORTED)));

    private static final Map<String, Meaning> OF_CODES = Map.ofEntries(
            entry("RequestLimitExceeded", THROTTLED),
            entry("EC2ThrottledException", THROTTLED),
            entry("Throttling", THROTTLED),
            entry("ThrottlingException", THROTTLED),
            entry("ThrottledException", THROTTLED),
            entry("RequestThrottled", THROTTLED),
            entry("RequestThrottledException", THROTTLED),
            entry("SlowDown", THROTTLED),
            entry("TooManyRequestsException", THROTTLED),
            entry("BandwidthLimitExceeded", THROTTLED),
            entry("ConcurrentSnapshotLimitExceeded", busy(AwsLimits.PENDING, AwsLimits.PENDING_HDD)),
            entry("PendingSnapshotLimitExceeded", busy(AwsLimits.PENDING_ACCOUNT)),
            entry(
                    "SnapshotCreationPerVolumeRateExceeded",
                    new Meaning(FailureKind.BUSY, Set.of(AwsLimits.SPACING), Duration.ofSeconds(15))),
            entry("ConcurrentLimitExceededException", of(FailureKind.BUSY)),
            entry("ResourceLimitExceeded", of(FailureKind.FULL)),
            entry("SnapshotLimitExceeded", new Meaning(FailureKind.FULL, Set.of(AwsLimits.SNAPSHOTS), null)),
            entry("VolumeLimitExceeded", of(FailureKind.FULL)),
            entry("VcpuLimitExceeded", of(FailureKind.FULL)),
            entry("InstanceLimitExceeded", of(FailureKind.FULL)),
            entry("TagLimitExceeded", of(FailureKind.FULL)),
            entry("LimitExceededException", of(FailureKind.FULL)),
            entry("ServiceQuotaExceededException", of(FailureKind.FULL)),
            entry("InsufficientInstanceCapacity", of(FailureKind.CAPACITY)),
            entry("InsufficientVolumeCapacity", of(FailureKind.CAPACITY)),
            entry("InsufficientFreeAddressesInSubnet", of(FailureKind.CAPACITY)),
            entry("InvalidSnapshot.NotFound", of(FailureKind.GONE)),
            entry("InvalidVolume.NotFound", of(FailureKind.GONE)),
            entry("InvalidInstanceID.NotFound", of(FailureKind.GONE)),
            entry("InvalidAMIID.NotFound", of(FailureKind.GONE)),
            entry("InvalidAMIID.Unavailable", of(FailureKind.GONE)),
            entry("InvalidAttachment.NotFound", of(FailureKind.GONE)),
            entry("ResourceNotFoundException", of(FailureKind.GONE)),
            entry("InvalidAMIName.Duplicate", of(FailureKind.TAKEN)),
            entry("IdempotentParameterMismatch", of(FailureKind.TAKEN)),
            entry("ConflictException", of(FailureKind.TAKEN)),
            entry("AlreadyExistsException", of(FailureKind.TAKEN)),
            entry("InvalidSnapshot.InUse", of(FailureKind.PROTECTED)),
            entry("VolumeInUse", of(FailureKind.PROTECTED)),
            entry("OperationNotPermitted", of(FailureKind.DENIED)),
            entry("IncorrectState", of(FailureKind.STALE)),
            entry("IncorrectInstanceState", of(FailureKind.STALE)),
            entry("InvalidVolume.ZoneMismatch", of(FailureKind.STALE)),
            entry("UnauthorizedOperation", of(FailureKind.DENIED)),
            entry("AccessDeniedException", of(FailureKind.DENIED)),
            entry("AuthFailure", of(FailureKind.CREDENTIALS)),
            entry("ExpiredToken", of(FailureKind.CREDENTIALS)),
            entry("ExpiredTokenException", of(FailureKind.CREDENTIALS)),
            entry("InvalidClientTokenId", of(FailureKind.CREDENTIALS)),
            entry("RequestTimeTooSkewed", of(FailureKind.SKEW)),
            entry("RequestExpired", of(FailureKind.SKEW)),
            entry("SnapshotCopyUnsupported.InterRegion", of(FailureKind.UNSUPPORTED)),
            entry("UnsupportedOperation", of(FailureKind.UNSUPPORTED)),
            entry("UnsupportedPlatformType", of(FailureKind.UNSUPPORTED)),
            entry("InvalidVolumeID.Malformed", of(FailureKind.INVALID)),
            entry("InvalidSnapshotID.Malformed", of(FailureKind.INVALID)),
            entry("InvalidAMIID.Malformed", of(FailureKind.INVALID)),
            entry("InvalidAMIName.Malformed", of(FailureKind.INVALID)),
            entry("InvalidTagKey.Malformed", of(FailureKind.INVALID)),
            entry("InvalidAMIAttributeItemValue", of(FailureKind.INVALID)),
            entry("InvalidBlockDeviceMapping", of(FailureKind.INVALID)),
            entry("InvalidParameterCombination", of(FailureKind.INVALID)),
            entry("InvalidParameterValue", of(FailureKind.INVALID)),
            entry("InvalidZone.NotFound", of(FailureKind.INVALID)),
            entry("InvalidAttribute", of(FailureKind.INVALID)),
            entry("InvalidDocument", of(FailureKind.INVALID)),
            entry("InvalidParameters", of(FailureKind.INVALID)),
            entry("InvalidRequestException", of(FailureKind.INVALID)),
            entry("ValidationException", of(FailureKind.INVALID)),
            entry("UninitializedAccountException", of(FailureKind.ACCOUNT)),
            entry("OptInRequired", of(FailureKind.ACCOUNT)),
            entry("PendingVerification", of(FailureKind.ACCOUNT)),
            entry("InternalError", of(FailureKind.TRANSIENT)),
            entry("InternalServerException", of(FailureKind.TRANSIENT)),
            entry("ServiceUnavailableException", of(FailureKind.TRANSIENT)),
            entry("Unavailable", of(FailureKind.TRANSIENT)),
            // The answer to a preflight that would succeed: never asked for by a step.
            entry("DryRunOperation", of(FailureKind.UNRECOGNISED)));

    /** What the code means for a call of this type, or {@code null} if it is in no table. */
    static @Nullable Meaning of(String code, String type) {
        Meaning special = OF_CALLS.get(code + " " + type);
        return special != null ? special : OF_CODES.get(code);
    }

    static Set<String> codes() {
        return OF_CODES.keySet();
    }

    static Set<String> codesWithCalls() {
        return OF_CALLS.keySet();
    }

    private static Meaning of(FailureKind kind) {
        return new Meaning(kind, Set.of(), null);
    }

    private static Meaning busy(String... limits) {
        return new Meaning(FailureKind.BUSY, Set.of(limits), null);
    }
}
