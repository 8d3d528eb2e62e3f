// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;

/** What the refusals of Azure mean: one code has many meanings, so its text is read too. */
final class AzureMeanings {
    private static final String NOT_ALLOWED = "OperationNotAllowed";
    private static final String TOO_MANY = "TooManyRequests";

    static final Meanings TABLE = new Meanings()
            .saying(TOO_MANY, "snapshots-per-disk", FailureKind.THROTTLED, AzureLimits.SNAPSHOT_RATE)
            .saying(TOO_MANY, "restore-points", FailureKind.THROTTLED, AzureLimits.RESTORE_POINTS)
            .saying(TOO_MANY, "machine-writes", FailureKind.THROTTLED, AzureLimits.MACHINE_WRITES)
            .is(TOO_MANY, FailureKind.THROTTLED)
            .saying(NOT_ALLOWED, "copies-per-region", FailureKind.BUSY, AzureLimits.COPIES)
            .saying(NOT_ALLOWED, "snapshots-per-disk", FailureKind.FULL, AzureLimits.SNAPSHOTS)
            .saying(NOT_ALLOWED, "of a later snapshot", FailureKind.INVALID)
            .saying(NOT_ALLOWED, "is attached", FailureKind.PROTECTED)
            .saying(NOT_ALLOWED, "is used by", FailureKind.PROTECTED)
            .saying(NOT_ALLOWED, "is shared", FailureKind.PROTECTED)
            .saying(NOT_ALLOWED, "address ", FailureKind.INVALID)
            .of("PUT snapshots.copyStart", NOT_ALLOWED, FailureKind.NOT_YET)
            .of("PUT disks", NOT_ALLOWED, FailureKind.NOT_YET)
            .of("PUT virtualMachines", NOT_ALLOWED, FailureKind.STALE)
            .is(NOT_ALLOWED, FailureKind.BUSY)
            .is("AnotherOperationInProgress", FailureKind.BUSY)
            .is("AllocationFailed", FailureKind.CAPACITY)
            .is("ResourceNotFound", FailureKind.GONE)
            .is("Conflict", FailureKind.TAKEN)
            .is("ScopeLocked", FailureKind.PROTECTED)
            .is("KeyVaultAccessForbidden", FailureKind.DENIED)
            .is("AuthorizationFailed", FailureKind.DENIED)
            .is("InvalidParameter", FailureKind.INVALID)
            .is("Unreachable", FailureKind.TRANSIENT);

    private AzureMeanings() {}
}
