// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;

/** What the refusals of AWS mean. */
final class AwsMeanings {
    static final Meanings TABLE = new Meanings()
            .is("RequestLimitExceeded", FailureKind.THROTTLED)
            .limit("SnapshotCreationPerVolumeRateExceeded", FailureKind.THROTTLED, AwsLimits.SPACING)
            .saying("ConcurrentSnapshotLimitExceeded", "per-account", FailureKind.BUSY, AwsLimits.PENDING_ACCOUNT)
            .limit("ConcurrentSnapshotLimitExceeded", FailureKind.BUSY, AwsLimits.PENDING)
            .limit("PendingSnapshotLimitExceeded", FailureKind.BUSY, AwsLimits.PENDING_ACCOUNT)
            .limit("ResourceLimitExceeded", FailureKind.BUSY, AwsLimits.COPIES)
            .limit("SnapshotLimitExceeded", FailureKind.FULL, AwsLimits.SNAPSHOTS)
            .is("InsufficientInstanceCapacity", FailureKind.CAPACITY)
            .is("InvalidSnapshot.NotFound", FailureKind.GONE)
            .is("InvalidVolume.NotFound", FailureKind.GONE)
            .is("InvalidInstanceID.NotFound", FailureKind.GONE)
            .is("InvalidAMIID.*", FailureKind.GONE)
            .is("InvalidAMIName.Duplicate", FailureKind.TAKEN)
            .is("IdempotentParameterMismatch", FailureKind.INVALID)
            .of("CopySnapshot", "IncorrectState", FailureKind.NOT_YET)
            .of("CopyImage", "IncorrectState", FailureKind.NOT_YET)
            .of("RegisterImage", "IncorrectState", FailureKind.NOT_YET)
            .of("CreateVolume", "IncorrectState", FailureKind.NOT_YET)
            .of("RunInstances", "IncorrectState", FailureKind.NOT_YET)
            .is("IncorrectState", FailureKind.BUSY)
            .is("InvalidSnapshot.InUse", FailureKind.PROTECTED)
            .is("VolumeInUse", FailureKind.PROTECTED)
            .is("OperationNotPermitted", FailureKind.PROTECTED)
            .is("InvalidIPAddress.InUse", FailureKind.INVALID)
            .is("InvalidKmsKey.InvalidState", FailureKind.DENIED)
            .is("UnauthorizedOperation", FailureKind.DENIED)
            .is("InvalidParameterValue", FailureKind.INVALID)
            .is("InvalidVolume.ZoneMismatch", FailureKind.INVALID)
            .is("Unreachable", FailureKind.TRANSIENT);

    private AwsMeanings() {}
}
