// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Action.FailOverReplication.Mode;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.kit.KnownFacts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.drs.model.InitiatedBy;
import software.amazon.awssdk.services.drs.model.Job;
import software.amazon.awssdk.services.drs.model.JobStatus;
import software.amazon.awssdk.services.drs.model.JobType;
import software.amazon.awssdk.services.drs.model.LaunchStatus;
import software.amazon.awssdk.services.drs.model.ParticipatingServer;
import software.amazon.awssdk.services.drs.model.StartRecoveryRequest;

final class WaveTest {
    private static LoweredGroup wave(int servers) {
        return Shop.lower(
                Purpose.RECOVER,
                KnownFacts.none(),
                IntStream.range(0, servers)
                        .mapToObj(i -> new Action.FailOverReplication(
                                "a" + i,
                                "s-" + i,
                                Shop.DUBLIN,
                                Mode.FAILOVER,
                                i == 0 ? "pit-7" : null,
                                null,
                                Payload.Fields.EMPTY))
                        .toArray(Action[]::new));
    }

    private static ParticipatingServer server(int number, LaunchStatus status) {
        return ParticipatingServer.builder()
                .sourceServerID("s-" + number)
                .recoveryInstanceID(status == LaunchStatus.LAUNCHED ? "i-" + number : null)
                .launchStatus(status)
                .build();
    }

    private static Job job(JobStatus status, Map<String, String> tags, List<ParticipatingServer> servers) {
        return Job.builder()
                .jobID("drsjob-1")
                .type(JobType.LAUNCH)
                .initiatedBy(InitiatedBy.START_RECOVERY)
                .status(status)
                .tags(tags)
                .participatingServers(servers)
                .build();
    }

    @Test
    void twoHundredServersAreOneJobThatServesAndCompletesTwoHundredActions() {
        LoweredGroup group = wave(200);

        assertThat(group.refusals()).isEmpty();
        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.toString()).isEqualTo("wave-1: drs:StartRecovery on aws/111111111111/eu-west-1 [JOB]");
            assertThat(primitive.actions()).hasSize(200).startsWith("a0", "a1");
            assertThat(primitive.completes()).isEqualTo(primitive.actions());
            assertThat(primitive.expected()).hasSize(200).startsWith("s-0", "s-1");
            assertThat(primitive.memberActions()).hasSize(200).containsEntry("s-7", "a7");
            assertThat(primitive.product()).isEqualTo(ProductKind.MACHINES);
            assertThat(primitive.limits())
                    .containsExactly(
                            LimitUse.one("drs.calls", "aws/111111111111/eu-west-1/StartRecovery"),
                            LimitUse.one("drs.jobs", "aws/111111111111/eu-west-1"),
                            new LimitUse("drs.servers-in-jobs", "aws/111111111111/eu-west-1", 200));
            assertThat(primitive.undo()).singleElement().satisfies(undo -> {
                assertThat(undo.type()).isEqualTo("drs:TerminateRecoveryInstances");
                assertThat(undo.repeat()).isEqualTo(RepeatClass.JOB);
                assertThat(undo.arguments().get("machines")).isEqualTo(new Payload.Ref("wave-1", "machines"));
            });
        });
        StartRecoveryRequest request =
                RecoveryJobs.start(Shop.call(group.primitives().get(0)));
        assertThat(request.isDrill()).isFalse();
        assertThat(request.sourceServers()).hasSize(200);
        assertThat(request.sourceServers().get(0).sourceServerID()).isEqualTo("s-0");
        assertThat(request.sourceServers().get(0).recoverySnapshotID()).isEqualTo("pit-7");
        assertThat(request.sourceServers().get(1).recoverySnapshotID()).isNull();
        assertThat(request.tags()).containsEntry("holdfast-key", "shop/op-1/3/1");
    }

    @Test
    void aSubnetThatOnlyTheLaunchConfigurationCanSetIsRefused() {
        LoweredGroup group = Shop.lower(
                Purpose.DRILL,
                KnownFacts.none(),
                new Action.FailOverReplication(
                        "a1", "s-1", Shop.DUBLIN, Mode.DRILL, null, "subnet-drill", Payload.Fields.EMPTY));

        assertThat(group.primitives()).isEmpty();
        assertThat(group.refusals()).hasSize(1);
    }

    @Test
    void moreServersThanAJobTakesGoIntoASecondOne() {
        assertThat(wave(201).primitives())
                .extracting(Primitive::name, primitive -> primitive.expected().size())
                .containsExactly(tuple("wave-1", 200), tuple("wave-2", 1));
    }

    @Test
    void aJobThatEndedWithServersThatFailedIsDoneAndSaysWhich() {
        List<ParticipatingServer> servers = IntStream.range(0, 200)
                .mapToObj(i -> server(i, i < 180 ? LaunchStatus.LAUNCHED : LaunchStatus.FAILED))
                .toList();

        Observation observed = RecoveryJobs.observed(job(JobStatus.COMPLETED, Map.of(), servers));

        assertThat(observed).isInstanceOfSatisfying(Observation.Done.class, done -> {
            assertThat(done.outputs().items("machines")).hasSize(180).startsWith(Payload.of("i-0"));
            assertThat(done.members()).hasSize(200);
            assertThat(done.members().get(0))
                    .isEqualTo(new Member("s-0", "i-0", Member.State.DONE, Payload.Fields.EMPTY));
            assertThat(done.members().get(199))
                    .isEqualTo(new Member(
                            "s-199",
                            null,
                            Member.State.FAILED,
                            Payload.Fields.EMPTY.with("reason", "launch status FAILED")));
        });
    }

    @Test
    void aJobUnderWayTellsHowManyServersHaveEnded() {
        assertThat(RecoveryJobs.observed(job(
                        JobStatus.STARTED,
                        Map.of(),
                        List.of(server(0, LaunchStatus.LAUNCHED), server(1, LaunchStatus.IN_PROGRESS)))))
                .isEqualTo(new Observation.Running(50, Duration.ZERO));
    }

    @Test
    void aJobThatIsNotListedIsMissing() {
        assertThat(RecoveryJobs.observed(null)).isEqualTo(new Observation.Missing());
    }

    @Test
    void aJobWithOurKeyIsOursAndAnotherWithOneOfOurServersMakesUsWait() {
        Primitive primitive = wave(2).primitives().get(0);
        Trace trace = new Trace(primitive, Shop.KEY, Shop.INTENDED, primitive.lane());
        List<ParticipatingServer> servers = List.of(server(0, LaunchStatus.PENDING));

        assertThat(RecoveryJobs.found(
                        trace,
                        List.of(
                                job(JobStatus.STARTED, Map.of("holdfast-key", "shop/op-1/3/1"), servers),
                                job(JobStatus.STARTED, Map.of(), servers),
                                job(JobStatus.COMPLETED, Map.of(), servers),
                                job(JobStatus.STARTED, Map.of(), List.of(server(9, LaunchStatus.PENDING))))))
                .isEqualTo(List.of(
                        new Sighting.Ours(
                                Shop.KEY,
                                "drsjob-1",
                                RemoteTask.of("drs-job", Shop.THERE, "drsjob-1", Payload.Fields.EMPTY),
                                Payload.Fields.EMPTY,
                                List.of(new Member("s-0", null, Member.State.RUNNING, Payload.Fields.EMPTY))),
                        new Sighting.Busy(Shop.KEY, "job drsjob-1 (START_RECOVERY) runs with its servers")));
        assertThat(RecoveryJobs.find(List.of(trace), null).filters().fromDate()).isEqualTo("2026-11-01T10:00:05Z");
    }
}
