// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

final class ConsistentSetWireTest {
    private static final String MOMENT = "2026-11-01T10:00:06.123Z";

    private final ScriptedCloud cloud = new ScriptedCloud();
    private final Primitive set = Shop.lower(
                    Purpose.PROTECT,
                    Shop.facts(),
                    new Action.TakeSnapshots(
                            "a1",
                            Shop.POINT,
                            List.of(Shop.DB),
                            Shop.volumes("vol-boot", "vol-data"),
                            ConsistencyLevel.CRASH,
                            ConsistencyLevel.CRASH,
                            null))
            .primitives()
            .get(0);
    private final Call call = Shop.call(set);
    private final RemoteTask task =
            SnapshotAnswers.task(Shop.HERE, Shop.KEY.toString(), Map.of("vol-boot", "snap-1", "vol-data", "snap-2"));

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static String snapshot(String id, String volume, String status, String progress, String more) {
        return "<item><snapshotId>" + id + "</snapshotId><volumeId>" + volume + "</volumeId><status>" + status
                + "</status><startTime>" + MOMENT + "</startTime><progress>" + progress
                + "</progress><volumeSize>100</volumeSize><tagSet><item><key>holdfast-key</key><value>" + Shop.KEY
                + "</value></item></tagSet>" + more + "</item>";
    }

    private static String listing(String... snapshots) {
        return "<DescribeSnapshotsResponse><requestId>r</requestId><snapshotSet>" + String.join("", snapshots)
                + "</snapshotSet></DescribeSnapshotsResponse>";
    }

    private CallFailure send() {
        try (Ec2Client ec2 = cloud.client("eu-central-1")) {
            RuntimeException thrown = catchThrowableOfType(
                    RuntimeException.class, () -> ec2.createSnapshots(SnapshotRequests.createSnapshots(call)));
            assertThat(thrown).isNotNull();
            return Classification.of(thrown, set.type(), set.limits());
        }
    }

    private FindPage find() {
        try (Ec2Client ec2 = cloud.client("eu-central-1")) {
            return SnapshotAnswers.found(
                    List.of(new Trace(set, Shop.KEY, Shop.INTENDED, set.lane())),
                    ec2.describeSnapshots(SnapshotRequests.find(List.of(Shop.KEY), null)));
        }
    }

    private Observation look() {
        try (Ec2Client ec2 = cloud.client("eu-central-1")) {
            return SnapshotAnswers.observed(
                            List.of(task),
                            ec2.describeSnapshots(SnapshotRequests.look(SnapshotAnswers.idsOf(List.of(task)))))
                    .get(0);
        }
    }

    @Test
    void theCallCarriesItsMarksAndItsAnswerIsATaskThatKnowsEachMember() {
        cloud.answering(
                200,
                "<CreateSnapshotsResponse><snapshotSet>" + snapshot("snap-1", "vol-boot", "pending", "", "")
                        + snapshot("snap-2", "vol-data", "pending", "", "")
                        + "</snapshotSet></CreateSnapshotsResponse>");

        Answer answer;
        try (Ec2Client ec2 = cloud.client("eu-central-1")) {
            answer = SnapshotAnswers.created(call, ec2.createSnapshots(SnapshotRequests.createSnapshots(call)));
        }

        assertThat(answer).isEqualTo(new Answer.Started(task));
        assertThat(cloud.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsAllEntriesOf(Map.of(
                                "Action", "CreateSnapshots",
                                "InstanceSpecification.InstanceId", "i-db",
                                "InstanceSpecification.ExcludeBootVolume", "false",
                                "InstanceSpecification.ExcludeDataVolumeId.1", "vol-archive",
                                "InstanceSpecification.ExcludeDataVolumeId.2", "vol-scratch",
                                "TagSpecification.1.ResourceType", "snapshot",
                                "TagSpecification.1.Tag.2.Key", "holdfast-key",
                                "TagSpecification.1.Tag.2.Value", "shop/op-1/3/1")));
    }

    @Test
    void afterALostAnswerTheSetIsFoundByItsMarkWithEveryMember() {
        cloud.cutting()
                .answering(
                        200,
                        listing(
                                snapshot("snap-1", "vol-boot", "pending", "40%", ""),
                                snapshot("snap-2", "vol-data", "completed", "100%", "")));

        CallFailure lost = send();
        FindPage found = find();

        assertThat(lost.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(lost.effect()).isEqualTo(CallFailure.Effect.POSSIBLE);
        assertThat(lost.getCause()).isInstanceOf(SdkClientException.class);
        assertThat(cloud.requests()).hasSize(2);
        assertThat(cloud.requests().get(1))
                .containsAllEntriesOf(Map.of(
                        "Action", "DescribeSnapshots",
                        "Owner.1", "self",
                        "MaxResults", "1000",
                        "Filter.1.Name", "tag:holdfast-key",
                        "Filter.1.Value.1", "shop/op-1/3/1"));
        assertThat(found)
                .isEqualTo(new FindPage(
                        List.of(new Sighting.Ours(
                                Shop.KEY,
                                "shop/op-1/3/1@" + MOMENT,
                                task,
                                Payload.Fields.EMPTY,
                                List.of(
                                        member("vol-boot", "snap-1", Member.State.RUNNING),
                                        member("vol-data", "snap-2", Member.State.DONE)))),
                        null,
                        true));
    }

    private static Member member(String volume, String snapshot, Member.State state) {
        return new Member(
                volume,
                snapshot,
                state,
                Payload.Fields.EMPTY
                        .with("bytes", 100 * Shop.GIB)
                        .with("moment", new Payload.Time(java.time.Instant.parse(MOMENT))));
    }

    @Test
    void anIncompleteSetShowsOtherMembersThanTheIntentAndSoIsNotAdopted() {
        cloud.answering(200, listing(snapshot("snap-2", "vol-data", "completed", "100%", "")));

        FindPage found = find();

        assertThat(found.sightings())
                .singleElement()
                .isInstanceOfSatisfying(
                        Sighting.Ours.class,
                        ours -> assertThat(ours.members())
                                .extracting(Member::subject)
                                .isNotEqualTo(set.expected())
                                .containsExactly("vol-data"));
    }

    @Test
    void twoSetsOfOneCallAreToldApartByTheirMoment() {
        String later = snapshot("snap-3", "vol-boot", "pending", "", "").replace(MOMENT, "2026-11-01T10:00:40Z");
        cloud.answering(200, listing(snapshot("snap-1", "vol-boot", "pending", "", ""), later));

        assertThat(find().sightings())
                .extracting(sighting -> ((Sighting.Ours) sighting).cloudId())
                .containsExactly("shop/op-1/3/1@" + MOMENT, "shop/op-1/3/1@2026-11-01T10:00:40Z");
    }

    @Test
    void aSetThatIsWholeIsDoneWithItsMembers() {
        cloud.answering(
                200,
                listing(
                        snapshot("snap-1", "vol-boot", "completed", "100%", ""),
                        snapshot("snap-2", "vol-data", "completed", "100%", "")));

        assertThat(look())
                .isEqualTo(new Observation.Done(
                        Payload.Fields.EMPTY,
                        List.of(
                                member("vol-boot", "snap-1", Member.State.DONE),
                                member("vol-data", "snap-2", Member.State.DONE))));
        assertThat(cloud.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("Filter.1.Name", "snapshot-id")
                        .containsEntry("Filter.1.Value.2", "snap-2")
                        .doesNotContainKey("MaxResults"));
    }

    @Test
    void aSetInWorkTellsTheMeanOfItsMembers() {
        cloud.answering(
                200,
                listing(
                        snapshot("snap-1", "vol-boot", "pending", "20%", ""),
                        snapshot("snap-2", "vol-data", "completed", "100%", "")));

        assertThat(look()).isEqualTo(new Observation.Running(60, Duration.ZERO));
    }

    @Test
    void aKeyThatFailedAfterTheCallIsDeniedAndLeavesAllMembersForCleanUp() {
        cloud.answering(
                200,
                listing(
                        snapshot("snap-1", "vol-boot", "completed", "100%", ""),
                        snapshot(
                                "snap-2",
                                "vol-data",
                                "error",
                                "0%",
                                "<statusMessage>Given KMS key ID is not accessible</statusMessage>")));

        assertThat(look()).isInstanceOfSatisfying(Observation.Failed.class, failed -> {
            assertThat(failed.failure().toString())
                    .isEqualTo("Snapshot snap-2: Given KMS key ID is not accessible [DENIED];"
                            + " grant the permission named to the principal of this purpose");
            assertThat(failed.leftBehind())
                    .containsExactly(
                            new LeftBehind(Shop.HERE, ProductKind.SNAPSHOT, "snap-1"),
                            new LeftBehind(Shop.HERE, ProductKind.SNAPSHOT, "snap-2"));
        });
    }

    @Test
    void aMemberInTheRecycleBinIsGone() {
        cloud.answering(
                200,
                listing(
                        snapshot("snap-1", "vol-boot", "recoverable", "100%", ""),
                        snapshot("snap-2", "vol-data", "completed", "100%", "")));

        assertThat(look())
                .isInstanceOfSatisfying(
                        Observation.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(FailureKind.GONE));
    }

    @Test
    void aMemberThatIsNotListedMakesTheSetMissing() {
        cloud.answering(200, listing(snapshot("snap-1", "vol-boot", "completed", "100%", "")));

        assertThat(look()).isEqualTo(new Observation.Missing());
    }

    @Test
    void aThrottleNamesTheBucketAndHadNoEffect() {
        cloud.refusing(503, "RequestLimitExceeded", "Request limit exceeded.");

        CallFailure failure = send();

        assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
        assertThat(failure.limit()).isEqualTo("ec2.creates");
        assertThat(failure.code()).isEqualTo("RequestLimitExceeded");
        assertThat(failure.requestId()).isEqualTo("req-1");
        assertThat(cloud.requests()).hasSize(1);
    }

    @Test
    void aPageOfHtmlWithStatus500MayHaveHadAnEffect() {
        cloud.answering(500, "<!doctype html><html><body>Internal Server Error</body></html>");

        CallFailure failure = send();

        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.POSSIBLE);
        assertThat(failure.code()).isEmpty();
        assertThat(failure.getCause()).isInstanceOf(Ec2Exception.class);
        assertThat(cloud.requests()).hasSize(1);
    }
}
