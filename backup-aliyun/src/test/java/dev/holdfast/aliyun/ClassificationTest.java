// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import static org.assertj.core.api.Assertions.assertThat;

import com.aliyuncs.exceptions.ClientException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ClassificationTest {
    static Stream<String> codes() {
        return Classification.codes().stream();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void recognisesEveryCodeOfItsTable(String code) {
        CallFailure failure =
                Classification.of(new ClientException(code, "no", "R-1"), EcsCalls.CREATE_SNAPSHOT, List.of());

        assertThat(failure.kind()).isNotEqualTo(FailureKind.UNRECOGNISED);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect() == Effect.POSSIBLE).isIn(failure.kind() == FailureKind.TRANSIENT, false);
        assertThat(failure.retryAfter() != null).isEqualTo(failure.kind() == FailureKind.THROTTLED);
        if (failure.limit() != null) {
            assertThat(EcsLimits.all()).extracting(Limit::name).contains(failure.limit());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Throttling.User, THROTTLED",
        "IncorrectDiskStatus.CreatingSnapshot, BUSY",
        "InvalidOperation.UnfinishedCrossRegionCopy, BUSY",
        "QuotaExceed.Snapshot, FULL",
        "QuotaExceed.SomethingNew, FULL",
        "InvalidSnapshotId.NotReady, NOT_YET",
        "InvalidSnapshotId.NotFound, GONE",
        "InvalidVSwitchId.NotFound, GONE",
        "SnapshotCreatedImage, PROTECTED",
        "InvalidOperation.SnapshotIsLocked, PROTECTED",
        "InvalidOperation.DeleteSharedSnapshotUnsupported, PROTECTED",
        "OperationDenied.NoStock, CAPACITY",
        "OperationDenied.NonCompliantDestinationRegion, UNSUPPORTED",
        "Forbidden.RAM, DENIED",
        "IncorrectInstanceStatus, STALE",
        "IdempotentParameterMismatch, TAKEN",
        "NeverSeenBefore, UNRECOGNISED"
    })
    void meansWhatTheCloudMeans(String code, FailureKind kind) {
        assertThat(Classification.of(new ClientException(code, "no", "R-1"), EcsCalls.CREATE_SNAPSHOT, List.of())
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void namesTheDiskWhoseSlotOrStockRefused() {
        List<LimitUse> used = List.of(
                LimitUse.one(EcsLimits.CALLS, "CreateSnapshot"),
                LimitUse.one(EcsLimits.SNAPSHOTS_PER_DISK, "d-1"),
                LimitUse.one(EcsLimits.SNAPSHOTTING_PER_DISK, "d-1"));

        CallFailure failure = Classification.of(
                new ClientException("DiskCreatingSnapshot", "no", "R-1"), EcsCalls.CREATE_SNAPSHOT, used);

        assertThat(failure.limit()).isEqualTo(EcsLimits.SNAPSHOTTING_PER_DISK);
        assertThat(failure.limitKey()).isEqualTo("d-1");
    }

    @Test
    void countsAnUnknownCodeAsPossiblyDone() {
        CallFailure failure = Classification.of(
                new ClientException("NeverSeenBefore", "no", "R-1"), EcsCalls.CREATE_SNAPSHOT, List.of());

        assertThat(failure.effect()).isEqualTo(Effect.POSSIBLE);
    }

    @Test
    void letsNoSecretOfASignedAddressThrough() {
        String address =
                "https://ecs.cn-hangzhou.aliyuncs.com/?AccessKeyId=LTAIsecret&Signature=c2ln%3D&SecurityToken=CAIStoken";
        ClientException thrown = new ClientException(
                "SDK.ServerUnreachable",
                "Server unreachable: connection " + address
                        + " failed\r\nAccessKeyId: LTAIsecret, SecurityToken=CAIStoken"
                        + " POST&%2F&AccessKeyId%3DLTAIsecret",
                new java.io.IOException(address));
        CallFailure failure = Classification.of(thrown, EcsCalls.CREATE_SNAPSHOT, List.of());
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));

        assertThat(text.toString()).doesNotContain("LTAIsecret", "c2ln", "CAIStoken");
        assertThat(failure.getMessage()).contains("Server unreachable").doesNotContain("\r", "\n");
        assertThat(failure.effect()).isEqualTo(Effect.POSSIBLE);
    }
}
