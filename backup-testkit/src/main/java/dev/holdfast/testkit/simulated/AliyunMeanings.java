// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;

/** What the refusals of Alibaba Cloud mean: by code, since its statuses differ from page to page. */
final class AliyunMeanings {
    static final Meanings TABLE = new Meanings()
            .is("Throttling*", FailureKind.THROTTLED)
            .limit("IncorrectDiskStatus.CreatingSnapshot", FailureKind.BUSY, AliyunLimits.TAKING)
            .limit("InvalidOperation.UnfinishedCrossRegionCopy", FailureKind.BUSY, AliyunLimits.COPY_ORDER)
            .is("OperationConflict", FailureKind.BUSY)
            .is("IncorrectDiskStatus.HasUnfinishedSnapshot", FailureKind.BUSY)
            .limit("QuotaExceed.Snapshot", FailureKind.FULL, AliyunLimits.SNAPSHOTS)
            .is("OperationDenied.NoStock", FailureKind.CAPACITY)
            .is("InvalidSnapshotId.NotReady", FailureKind.NOT_YET)
            .is("InvalidSnapshotId.NotFound", FailureKind.GONE)
            .is("InvalidDiskId.NotFound", FailureKind.GONE)
            .is("InvalidImageId.NotFound", FailureKind.GONE)
            .is("InvalidInstanceId.NotFound", FailureKind.GONE)
            .is("InvalidImageName.Duplicated", FailureKind.TAKEN)
            .is("IdempotentParameterMismatch", FailureKind.INVALID)
            .is("IdempotenceParamNotMatch", FailureKind.INVALID)
            .of("ResetDisk", "IncorrectInstanceStatus", FailureKind.STALE)
            .is("IncorrectInstanceStatus", FailureKind.BUSY)
            .is("IncorrectDiskStatus.NeverAttached", FailureKind.INVALID)
            .saying("IncorrectDiskStatus", "is attached", FailureKind.PROTECTED)
            .is("IncorrectDiskStatus", FailureKind.BUSY)
            .is("InvalidOperation.CoolOffPeriodExpired", FailureKind.PROTECTED)
            .is("SnapshotCreatedImage", FailureKind.PROTECTED)
            .is("InvalidOperation.SnapshotIsLocked", FailureKind.PROTECTED)
            .is("InvalidOperation.DeleteSharedSnapshotUnsupported", FailureKind.PROTECTED)
            .is("InvalidPrivateIpAddress.Duplicated", FailureKind.INVALID)
            .is("InvalidParameter.KMSKeyId*", FailureKind.DENIED)
            .is("Forbidden.RAM", FailureKind.DENIED)
            .is("InvalidParameter*", FailureKind.INVALID)
            .is("Unreachable", FailureKind.TRANSIENT);

    private AliyunMeanings() {}
}
