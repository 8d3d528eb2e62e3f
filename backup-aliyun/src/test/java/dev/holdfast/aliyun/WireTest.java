// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.AcsResponse;
import com.aliyuncs.ecs.model.v20140526.DescribeDisksRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeInvocationResultsRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeSnapshotGroupsRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeSnapshotsRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeSnapshotsResponse;
import com.aliyuncs.exceptions.ClientException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireTest {
    private static final Primitive GROUP =
            Scenarios.named("snapshot-group").primitives().get(0);
    private static final Primitive COPY = Scenarios.named("copy").primitives().get(0);

    @Test
    void makesASnapshotGroupThroughTheSdk() throws Exception {
        try (ScriptedCloud cloud = new ScriptedCloud(200, "{\"RequestId\":\"R-1\",\"SnapshotGroupId\":\"ssg-1\"}")) {
            AcsRequest<?> request = new Requests(cloud.endpoints()).of(RequestsTest.call(GROUP));
            assertThat(ScriptedCloud.client().doAction(request).getHttpContentString())
                    .contains("ssg-1");
            assertThat(cloud.asked())
                    .singleElement()
                    .asString()
                    .contains("ClientToken=" + RequestsTest.KEY.token(52), "RegionId=cn-hangzhou", "DiskId.2=d-2")
                    .doesNotContain("AccessKeyId", "Signature=");
            assertThat(cloud.authorizations()).singleElement().asString().startsWith("ACS3-HMAC-SHA256");
        }
    }

    @Test
    void callsACopyAtTheSource() throws Exception {
        try (ScriptedCloud cloud = new ScriptedCloud(200, "{\"RequestId\":\"R-1\",\"SnapshotId\":\"s-9\"}")) {
            AcsRequest<?> request = new Requests(cloud.endpoints()).of(RequestsTest.call(COPY));
            assertThat(ScriptedCloud.client().doAction(request).getHttpContentString())
                    .contains("s-9");
            assertThat(cloud.asked())
                    .singleElement()
                    .asString()
                    .contains("RegionId=cn-hangzhou", "DestinationRegionId=cn-shanghai", "KMSKeyId=key-1")
                    .contains("DestinationSnapshotName=holdfast-", "Tag.1.Key=holdfast");
        }
    }

    @Test
    void waitsForTheNextMinuteWhenThrottledWith400() throws Exception {
        CallFailure failure = refused(
                400, "{\"RequestId\":\"R-2\",\"Code\":\"Throttling.User\",\"Message\":\"Request was denied\"}", COPY);

        assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.limit()).isEqualTo(EcsLimits.COPY_CALLS);
        assertThat(failure.requestId()).isEqualTo("R-2");
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"RequestId\":\"R\",\"SnapshotGroupId\":\"ss", "{\"RequestId\":\"R\"", "[", "", "<html>", "{}"
            })
    void doesNotKnowWhatBecameOfASuccessThatCannotBeRead(String body) throws Exception {
        CallFailure failure = refused(200, body, GROUP);

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(Effect.POSSIBLE);
    }

    @Test
    void doesNotKnowWhatBecameOfACallWhoseConnectionWasCut() throws Exception {
        CallFailure failure = refused(ScriptedCloud.CUT, "", GROUP);

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(Effect.POSSIBLE);
    }

    @Test
    void knowsThatARefusedConnectionDidNothing() throws Exception {
        ScriptedCloud gone = new ScriptedCloud(200, "");
        gone.close();
        CallFailure failure = failure(new Requests(gone.endpoints()).of(RequestsTest.call(GROUP)), GROUP);

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void seesTheMembersOfAGroup() throws Exception {
        assertThat(Observations.group(
                        task("snapshot-group", "ssg-1"),
                        read(new DescribeSnapshotGroupsRequest(), group("accomplished", "100%"))))
                .isInstanceOfSatisfying(Observation.Done.class, done -> {
                    assertThat(done.members()).extracting(Member::subject).containsExactly("d-1", "d-2");
                    assertThat(done.members()).extracting(Member::cloudId).containsExactly("s-1", "s-2");
                });
        assertThat(Observations.group(
                        task("snapshot-group", "ssg-1"),
                        read(new DescribeSnapshotGroupsRequest(), group("progressing", "40%"))))
                .isEqualTo(new Observation.Running(40, Duration.ofSeconds(2)));
        assertThat(Observations.group(
                        task("snapshot-group", "ssg-1"),
                        read(new DescribeSnapshotGroupsRequest(), group("failed", "40%"))))
                .isInstanceOf(Observation.Failed.class);
        assertThat(Observations.group(
                        task("snapshot-group", "ssg-2"),
                        read(new DescribeSnapshotGroupsRequest(), group("failed", "40%"))))
                .isInstanceOf(Observation.Missing.class);
    }

    @Test
    void sharesOutUsesOfASnapshotInWork() throws Exception {
        DescribeSnapshotsResponse answer = read(
                new DescribeSnapshotsRequest(),
                "{\"RequestId\":\"R\",\"Snapshots\":{\"Snapshot\":[{\"SnapshotId\":\"s-1\",\"SourceDiskId\":\"d-1\","
                        + "\"Status\":\"progressing\",\"Progress\":\"87%\",\"Available\":true,"
                        + "\"SourceDiskSize\":\"40\",\"CreationTime\":\"2026-10-01T00:00:00Z\"}]}}");
        ReplicaDescription seen =
                Observations.description(Scenarios.HERE, answer.getSnapshots().get(0));

        assertThat(seen.restorable()).isTrue();
        assertThat(seen.copyable()).isFalse();
        assertThat(seen.percent()).isEqualTo(87);
        assertThat(Observations.snapshot(task(Observations.SNAPSHOT, "s-1"), answer))
                .isEqualTo(new Observation.Running(87, Duration.ofSeconds(2)));
        assertThat(Observations.sightings(RequestsTest.KEY, Scenarios.HERE, answer))
                .containsExactly(new Sighting.Ours(
                        RequestsTest.KEY,
                        "s-1",
                        task(Observations.SNAPSHOT, "s-1"),
                        Payload.Fields.EMPTY.with(EcsCalls.ID, "s-1"),
                        List.of()));
    }

    @Test
    void waitsForTheDiskAndNotForTheSnapshotOfAReset() throws Exception {
        String disk = "{\"RequestId\":\"R\",\"Disks\":{\"Disk\":[{\"DiskId\":\"d-1\",\"Status\":\"%s\"}]}}";

        assertThat(Observations.reset(
                        task("reset", "d-1"), read(new DescribeDisksRequest(), disk.formatted("ReIniting"))))
                .isInstanceOf(Observation.Running.class);
        assertThat(Observations.reset(task("reset", "d-1"), read(new DescribeDisksRequest(), disk.formatted("In_use"))))
                .isInstanceOf(Observation.Done.class);
    }

    @Test
    void seesImagesInEveryState() throws Exception {
        String image =
                "{\"RequestId\":\"R\",\"Images\":{\"Image\":[{\"ImageId\":\"m-1\",\"Status\":\"%s\",\"Progress\":\"50%%\","
                        + "\"DiskDeviceMappings\":{\"DiskDeviceMapping\":[{\"Device\":\"/dev/xvda\",\"SnapshotId\":\"s-1\"}]}}]}}";

        assertThat(Observations.image(
                        task("image", "m-1"), read(new DescribeImagesRequest(), image.formatted("Creating"))))
                .isEqualTo(new Observation.Running(50, Duration.ofSeconds(2)));
        assertThat(Observations.image(
                        task("image", "m-1"), read(new DescribeImagesRequest(), image.formatted("CreateFailed"))))
                .isInstanceOf(Observation.Failed.class);
        assertThat(Observations.image(
                        task("image", "m-1"), read(new DescribeImagesRequest(), image.formatted("Available"))))
                .isInstanceOf(Observation.Done.class);
    }

    @Test
    void takesAnExitCodeForTheOutcomeOfAGuestCommand() throws Exception {
        String result = "{\"RequestId\":\"R\",\"Invocation\":{\"InvocationResults\":{\"InvocationResult\":["
                + "{\"InstanceId\":\"i-1\",\"InvocationStatus\":\"%s\",\"ExitCode\":%d}]}}}";

        assertThat(Observations.command(
                        task("command", "t-1"),
                        read(new DescribeInvocationResultsRequest(), result.formatted("Success", 0))))
                .isInstanceOf(Observation.Done.class);
        assertThat(Observations.command(
                        task("command", "t-1"),
                        read(new DescribeInvocationResultsRequest(), result.formatted("Failed", 1))))
                .isInstanceOf(Observation.Failed.class);
        assertThat(Observations.command(
                        task("command", "t-1"),
                        read(new DescribeInvocationResultsRequest(), result.formatted("Running", 0))))
                .isInstanceOf(Observation.Running.class);
    }

    @Test
    void readsHowFarAReplicaPairHasCome() {
        String pairs = "{\"RequestId\":\"R\",\"ReplicaPairs\":[{\"ReplicaPairId\":\"pair-1\",\"Status\":\"normal\","
                + "\"SourceDiskId\":\"d-1\",\"DestinationDiskId\":\"d-9\",\"SourceRegion\":\"cn-hangzhou\",\"DestinationRegion\":\"cn-shanghai\","
                + "\"LastRecoverPoint\":1790812800}]}";

        assertThat(Observations.replication(Scenarios.HERE, "pair-1", pairs))
                .isEqualTo(new ReplicationDescription(
                        "pair-1",
                        "d-1",
                        Scenarios.HANGZHOU,
                        Scenarios.SHANGHAI,
                        "normal",
                        Instant.ofEpochSecond(1_790_812_800L),
                        Set.of(ReplicationDescription.Operation.FAILOVER)));
        assertThat(Observations.pairStarted(task("pair", "pair-1"), pairs)).isInstanceOf(Observation.Done.class);
    }

    private static String group(String status, String progress) {
        return "{\"RequestId\":\"R\",\"SnapshotGroups\":{\"SnapshotGroup\":[{\"SnapshotGroupId\":\"ssg-1\",\"Status\":\""
                + status
                + "\",\"Snapshots\":{\"Snapshot\":[{\"SnapshotId\":\"s-1\",\"SourceDiskId\":\"d-1\",\"Progress\":\""
                + progress + "\"},{\"SnapshotId\":\"s-2\",\"SourceDiskId\":\"d-2\",\"Progress\":\"100%\"}]}}]}}";
    }

    private static RemoteTask task(String kind, String id) {
        return RemoteTask.of(kind, Scenarios.HERE, id, Payload.Fields.EMPTY);
    }

    private static <T extends AcsResponse> T read(AcsRequest<T> request, String body)
            throws IOException, ClientException {
        try (ScriptedCloud cloud = new ScriptedCloud(200, body)) {
            request.setSysEndpoint(cloud.endpoints().host().apply("ecs", "cn-hangzhou"));
            request.setSysProtocol(cloud.endpoints().protocol());
            request.setSysReadTimeout(5_000);
            return ScriptedCloud.client().getAcsResponse(request);
        }
    }

    private static CallFailure refused(int status, String body, Primitive primitive) throws IOException {
        try (ScriptedCloud cloud = new ScriptedCloud(status, body)) {
            CallFailure failure = failure(new Requests(cloud.endpoints()).of(RequestsTest.call(primitive)), primitive);
            assertThat(cloud.asked()).hasSize(1);
            return failure;
        }
    }

    private static CallFailure failure(AcsRequest<?> request, Primitive primitive) {
        ClientException thrown = catchThrowableOfType(
                ClientException.class, () -> ScriptedCloud.client().doAction(request));
        assertThat(thrown).isNotNull();
        return Classification.of(thrown, primitive.type(), primitive.limits());
    }
}
