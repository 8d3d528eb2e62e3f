// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import dev.holdfast.spi.LimitUse;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

final class ClassificationTest {
    /** Every code of the AWS notes, and what it means for any call. */
    private static final String TABLE = """
            THROTTLED RequestLimitExceeded EC2ThrottledException Throttling ThrottlingException ThrottledException
            THROTTLED RequestThrottled RequestThrottledException SlowDown TooManyRequestsException
            THROTTLED BandwidthLimitExceeded
            BUSY ConcurrentSnapshotLimitExceeded PendingSnapshotLimitExceeded SnapshotCreationPerVolumeRateExceeded
            BUSY ConcurrentLimitExceededException
            FULL ResourceLimitExceeded SnapshotLimitExceeded VolumeLimitExceeded VcpuLimitExceeded TagLimitExceeded
            FULL InstanceLimitExceeded LimitExceededException ServiceQuotaExceededException
            CAPACITY InsufficientInstanceCapacity InsufficientVolumeCapacity InsufficientFreeAddressesInSubnet
            GONE InvalidSnapshot.NotFound InvalidVolume.NotFound InvalidInstanceID.NotFound InvalidAMIID.NotFound
            GONE InvalidAMIID.Unavailable InvalidAttachment.NotFound ResourceNotFoundException
            TAKEN InvalidAMIName.Duplicate IdempotentParameterMismatch ConflictException AlreadyExistsException
            PROTECTED InvalidSnapshot.InUse VolumeInUse
            STALE IncorrectState IncorrectInstanceState InvalidVolume.ZoneMismatch
            DENIED UnauthorizedOperation AccessDeniedException OperationNotPermitted
            CREDENTIALS AuthFailure ExpiredToken ExpiredTokenException InvalidClientTokenId
            SKEW RequestTimeTooSkewed RequestExpired
            UNSUPPORTED SnapshotCopyUnsupported.InterRegion UnsupportedOperation UnsupportedPlatformType
            INVALID InvalidVolumeID.Malformed InvalidSnapshotID.Malformed InvalidAMIID.Malformed InvalidAttribute
            INVALID InvalidAMIName.Malformed InvalidTagKey.Malformed InvalidAMIAttributeItemValue InvalidZone.NotFound
            INVALID InvalidBlockDeviceMapping InvalidParameterCombination InvalidParameterValue InvalidDocument
            INVALID InvalidParameters InvalidRequestException ValidationException
            ACCOUNT UninitializedAccountException OptInRequired PendingVerification
            TRANSIENT InternalError InternalServerException ServiceUnavailableException Unavailable
            UNRECOGNISED DryRunOperation
            """;

    static Stream<Arguments> codes() {
        return TABLE.lines().flatMap(line -> {
            List<String> words = Arrays.asList(line.split(" ", -1));
            return words.stream().skip(1).map(code -> Arguments.of(code, FailureKind.valueOf(words.get(0))));
        });
    }

    private static Ec2Exception refusal(int status, String code) {
        return (Ec2Exception) Ec2Exception.builder()
                .statusCode(status)
                .requestId("req-1")
                .message("refused\nhere")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("refused\nhere")
                        .build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeOfTheNotesHasItsMeaningAndNoEffect(String code, FailureKind kind) {
        CallFailure failure = Classification.of(refusal(400, code), "ec2:Any", List.of());

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.requestId()).isEqualTo("req-1");
        assertThat(failure.getMessage()).doesNotContain("\n");
    }

    @Test
    void noRowOfTheTableIsWithoutATest() {
        List<String> tested = new ArrayList<>();
        codes().forEach(row -> tested.add((String) row.get()[0]));

        assertThat(tested).containsExactlyInAnyOrderElementsOf(Meaning.codes());
    }

    @ParameterizedTest
    @CsvSource({
        "ResourceLimitExceeded,ec2:CopySnapshot,BUSY",
        "ResourceLimitExceeded,ec2:CopyImage,BUSY",
        "OperationNotPermitted,ec2:DeregisterImage,PROTECTED",
        "OperationNotPermitted,ec2:DeleteSnapshot,PROTECTED",
        "OperationNotPermitted,ec2:ModifySnapshotAttribute,UNSUPPORTED",
        "VolumeInUse,ec2:AttachVolume,TAKEN",
        "ConflictException,drs:StartRecovery,BUSY",
        "ConflictException,drs:TerminateRecoveryInstances,BUSY",
        "ServiceQuotaExceededException,drs:StartRecovery,BUSY",
        "InvalidInstanceId,ssm:SendCommand,UNSUPPORTED"
    })
    void someCodesMeanSomethingElseForSomeCalls(String code, String type, FailureKind kind) {
        assertThat(Classification.of(refusal(400, code), type, List.of()).kind())
                .isEqualTo(kind);
        assertThat(Meaning.codesWithCalls()).hasSize(10).contains(code + " " + type);
    }

    @Test
    void aFullSlotOfAVolumeIsNamedByTheVolumesOwnType() {
        assertThat(Classification.of(
                                refusal(400, "ConcurrentSnapshotLimitExceeded"),
                                "ec2:CreateSnapshot",
                                List.of(
                                        LimitUse.one("ec2.creates", "lane"),
                                        LimitUse.one("ebs.pending-per-hdd-volume", "vol-archive")))
                        .limit())
                .isEqualTo("ebs.pending-per-hdd-volume");
        CallFailure spacing = Classification.of(
                refusal(400, "SnapshotCreationPerVolumeRateExceeded"),
                "ec2:CreateSnapshot",
                List.of(LimitUse.one("ebs.snapshot-spacing", "vol-data")));
        assertThat(spacing.limit()).isEqualTo("ebs.snapshot-spacing");
        assertThat(spacing.limitKey()).isEqualTo("vol-data");
        assertThat(spacing.retryAfter()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void serverErrorsMayHaveHadAnEffectButThrottlesHadNone() {
        assertThat(Classification.of(refusal(500, "InternalError"), "ec2:Any", List.of())
                        .effect())
                .isEqualTo(Effect.POSSIBLE);
        assertThat(Classification.of(refusal(503, "RequestLimitExceeded"), "ec2:Any", List.of())
                        .effect())
                .isEqualTo(Effect.NONE);
        CallFailure unknown = Classification.of(refusal(400, "NeverHeardOf"), "ec2:Any", List.of());
        assertThat(unknown.kind()).isEqualTo(FailureKind.UNRECOGNISED);
        assertThat(unknown.effect()).isEqualTo(Effect.POSSIBLE);
    }

    @Test
    void theTimeThatAwsAsksForIsKept() {
        Ec2Exception slow = (Ec2Exception) Ec2Exception.builder()
                .statusCode(503)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("RequestLimitExceeded")
                        .sdkHttpResponse(SdkHttpResponse.builder()
                                .statusCode(503)
                                .putHeader("Retry-After", "2")
                                .build())
                        .build())
                .build();

        assertThat(Classification.of(slow, "ec2:Any", List.of()).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    static Stream<Arguments> withoutAnAnswer() {
        return Stream.of(
                Arguments.of(client(new ConnectException("refused")), FailureKind.TRANSIENT, Effect.NONE),
                Arguments.of(client(new UnknownHostException("ec2")), FailureKind.TRANSIENT, Effect.NONE),
                Arguments.of(client(new SocketException("reset")), FailureKind.TRANSIENT, Effect.POSSIBLE),
                Arguments.of(client(new SocketTimeoutException("read")), FailureKind.TRANSIENT, Effect.POSSIBLE),
                Arguments.of(ApiCallTimeoutException.create(1), FailureKind.TRANSIENT, Effect.POSSIBLE),
                Arguments.of(
                        new UncheckedIOException(new SocketException("reset")), FailureKind.TRANSIENT, Effect.POSSIBLE),
                Arguments.of(
                        SdkClientException.create("Unable to load credentials from any provider"),
                        FailureKind.CREDENTIALS,
                        Effect.NONE),
                Arguments.of(
                        SdkClientException.create("Unable to unmarshall response"),
                        FailureKind.UNRECOGNISED,
                        Effect.POSSIBLE),
                Arguments.of(new IllegalArgumentException("region"), FailureKind.INVALID, Effect.NONE),
                Arguments.of(new IllegalStateException("closed"), FailureKind.UNRECOGNISED, Effect.POSSIBLE));
    }

    private static SdkClientException client(Exception cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void withoutAnAnswerTheEffectDependsOnWhetherAnythingWasSent(
            RuntimeException thrown, FailureKind kind, Effect effect) {
        CallFailure failure = Classification.of(thrown, "ec2:CreateSnapshots", List.of());

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.effect()).isEqualTo(effect);
    }

    @Test
    void signedAddressesAreCutOutOfMessages() {
        assertThat(Wording.plain("GET /?X-Amz-Signature=abc123&x=1\u001b[31m"))
                .isEqualTo("GET /?X-Amz-Signature=...&x=1 [31m");
    }
}
