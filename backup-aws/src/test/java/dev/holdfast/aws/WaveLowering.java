// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Action.FailOverReplication.Mode;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Elastic Disaster Recovery: servers of one lane and mode go up together, in jobs of at most 200. */
final class WaveLowering {
    static final String START_RECOVERY = "drs:StartRecovery";
    static final String TERMINATE = "drs:TerminateRecoveryInstances";

    /** DRS takes no more servers in one job. */
    static final int MOST_SERVERS = 200;

    /** The output that lists the recovery instances of a job; those of failed servers are not in it. */
    static final String MACHINES = "machines";

    private final Purpose purpose;
    private final Draft draft;

    WaveLowering(Purpose purpose, Draft draft) {
        this.purpose = purpose;
        this.draft = draft;
    }

    void lower(List<Action.FailOverReplication> actions) {
        Map<String, List<Action.FailOverReplication>> waves = new TreeMap<>();
        for (Action.FailOverReplication action : actions) {
            if (action.subnet() != null) {
                draft.refuse(
                        action.id(),
                        FailureKind.UNSUPPORTED,
                        "Recovery of " + action.subject() + " into " + action.subnet(),
                        "DRS brings a server up where its launch configuration says",
                        "set the subnet there, or leave it out");
                continue;
            }
            waves.computeIfAbsent(action.lane() + " " + action.mode(), none -> new ArrayList<>())
                    .add(action);
        }
        int number = 0;
        for (List<Action.FailOverReplication> wave : waves.values()) {
            for (int from = 0; from < wave.size(); from += MOST_SERVERS) {
                number++;
                draft.add(job("wave-" + number, wave.subList(from, Math.min(wave.size(), from + MOST_SERVERS))));
            }
        }
    }

    private Primitive job(String name, List<Action.FailOverReplication> wave) {
        Lane lane = wave.get(0).lane();
        boolean drill = wave.get(0).mode() == Mode.DRILL;
        List<String> ids = wave.stream().map(Action.FailOverReplication::id).toList();
        List<String> servers =
                wave.stream().map(Action.FailOverReplication::subject).toList();
        List<Payload> points = wave.stream()
                .map(action -> (Payload)
                        Payload.Fields.EMPTY.with("server", action.subject()).with("point", action.point()))
                .toList();
        List<LimitUse> limits = limits(lane, "StartRecovery", servers.size());
        return Primitive.builder(name, START_RECOVERY, RepeatClass.JOB, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("servers", new Payload.Items(points))
                        .with("drill", Payload.of(drill)))
                .actions(ids)
                .completes(ids)
                .expected(servers)
                .memberActions(wave.stream()
                        .collect(Collectors.toMap(Action.FailOverReplication::subject, Action.FailOverReplication::id)))
                .product(ProductKind.MACHINES)
                .limits(limits)
                .permissions(Rights.of(
                        purpose,
                        START_RECOVERY,
                        "arn:aws:drs:*:*:source-server/*",
                        "drs:TagResource",
                        "arn:aws:drs:*:*:job/*",
                        "drs:DescribeJobs",
                        Rights.ANY,
                        "ec2:RunInstances",
                        Rights.ANY,
                        "ec2:CreateVolume",
                        Rights.VOLUME,
                        "ec2:CreateLaunchTemplateVersion",
                        Rights.ANY,
                        "iam:PassRole",
                        "arn:aws:iam::*:role/*"))
                .undo(List.of(Primitive.builder(name + ".undo", TERMINATE, RepeatClass.JOB, lane, purpose)
                        .arguments(Payload.Fields.EMPTY.with(MACHINES, new Payload.Ref(name, MACHINES)))
                        .expected(servers)
                        .limits(limits(lane, "TerminateRecoveryInstances", servers.size()))
                        .permissions(Rights.of(
                                purpose,
                                TERMINATE,
                                "arn:aws:drs:*:*:recovery-instance/*",
                                "drs:DescribeJobs",
                                Rights.ANY,
                                "ec2:TerminateInstances",
                                Rights.INSTANCE))
                        .duration(Expected.about(Duration.ofMinutes(5)))
                        .build()))
                .duration(Expected.about(Duration.ofMinutes(20)))
                .build();
    }

    private static List<LimitUse> limits(Lane lane, String api, long servers) {
        return List.of(
                AwsLimits.call(AwsLimits.RECOVERY_CALLS, lane, api),
                AwsLimits.inLane(AwsLimits.RECOVERY_JOBS, lane, 1),
                AwsLimits.inLane(AwsLimits.RECOVERY_SERVERS, lane, servers));
    }
}
