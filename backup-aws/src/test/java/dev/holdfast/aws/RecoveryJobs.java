// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.Call;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.drs.model.DescribeJobsRequest;
import software.amazon.awssdk.services.drs.model.InitiatedBy;
import software.amazon.awssdk.services.drs.model.Job;
import software.amazon.awssdk.services.drs.model.JobStatus;
import software.amazon.awssdk.services.drs.model.JobType;
import software.amazon.awssdk.services.drs.model.LaunchStatus;
import software.amazon.awssdk.services.drs.model.ParticipatingServer;
import software.amazon.awssdk.services.drs.model.StartRecoveryRequest;
import software.amazon.awssdk.services.drs.model.StartRecoveryRequestSourceServer;

/** Requests and answers of Elastic Disaster Recovery. A job takes tags, so ours can be told from those of others. */
final class RecoveryJobs {
    static final String TASK = "drs-job";

    private RecoveryJobs() {}

    static StartRecoveryRequest start(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        List<StartRecoveryRequestSourceServer> servers = Arguments.each(arguments, "servers").stream()
                .map(server -> StartRecoveryRequestSourceServer.builder()
                        .sourceServerID(server.text("server"))
                        .recoverySnapshotID(Arguments.textOrNull(server, "point"))
                        .build())
                .toList();
        return StartRecoveryRequest.builder()
                .sourceServers(servers)
                .isDrill(arguments.truth("drill"))
                .tags(call.marks())
                .build();
    }

    static DescribeJobsRequest look(List<RemoteTask> tasks) {
        return DescribeJobsRequest.builder()
                .filters(filter ->
                        filter.jobIDs(tasks.stream().map(RemoteTask::id).toList()))
                .build();
    }

    static DescribeJobsRequest find(List<Trace> traces, @Nullable String cursor) {
        Instant earliest = traces.stream()
                .map(Trace::notBefore)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return DescribeJobsRequest.builder()
                .filters(filter -> filter.fromDate(earliest.toString()))
                .nextToken(cursor)
                .build();
    }

    /** What a job is: ended does not mean that every server came up. */
    static Observation observed(@Nullable Job job) {
        if (job == null) {
            return new Observation.Missing();
        }
        List<Member> members = members(job);
        if (job.status() != JobStatus.COMPLETED) {
            long ended = members.stream()
                    .filter(member -> member.state() != Member.State.RUNNING)
                    .count();
            return new Observation.Running(
                    members.isEmpty() ? -1 : (int) (100 * ended / members.size()), Duration.ZERO);
        }
        List<Payload> machines = new ArrayList<>();
        for (Member member : members) {
            String machine = member.cloudId();
            if (machine != null && member.state() == Member.State.DONE) {
                machines.add(Payload.of(machine));
            }
        }
        return new Observation.Done(
                Payload.Fields.EMPTY.with(WaveLowering.MACHINES, new Payload.Items(machines)), members);
    }

    /** A job of this key is ours; another that runs with one of our servers makes the subject busy. */
    static List<Sighting> found(Trace trace, List<Job> jobs) {
        Set<String> servers = new HashSet<>(trace.primitive().expected());
        List<Sighting> sightings = new ArrayList<>();
        for (Job job : jobs) {
            if (trace.key().toString().equals(job.tags().get(Marks.KEY))) {
                sightings.add(ours(trace, job));
            } else if (job.type() == JobType.LAUNCH
                    && job.status() != JobStatus.COMPLETED
                    && members(job).stream().map(Member::subject).anyMatch(servers::contains)) {
                sightings.add(new Sighting.Busy(
                        trace.key(),
                        "job " + job.jobID() + " (" + shown(job.initiatedBy()) + ") runs with its servers"));
            }
        }
        return sightings;
    }

    private static Sighting ours(Trace trace, Job job) {
        boolean ended = observed(job) instanceof Observation.Done;
        RemoteTask task = RemoteTask.of(TASK, trace.primitive().lane(), job.jobID(), Payload.Fields.EMPTY);
        Payload.Fields outputs = observed(job) instanceof Observation.Done done ? done.outputs() : Payload.Fields.EMPTY;
        return new Sighting.Ours(trace.key(), job.jobID(), ended ? null : task, outputs, members(job));
    }

    private static String shown(@Nullable InitiatedBy by) {
        return by == null ? "unknown" : by.toString();
    }

    private static List<Member> members(Job job) {
        return job.participatingServers().stream().map(RecoveryJobs::member).toList();
    }

    private static Member member(ParticipatingServer server) {
        LaunchStatus status = server.launchStatus();
        Member.State state = switch (status) {
            case LAUNCHED -> Member.State.DONE;
            case PENDING, IN_PROGRESS -> Member.State.RUNNING;
            default -> Member.State.FAILED;
        };
        Payload.Fields facts = state == Member.State.FAILED
                ? Payload.Fields.EMPTY.with(Outputs.REASON, "launch status " + server.launchStatusAsString())
                : Payload.Fields.EMPTY;
        return new Member(server.sourceServerID(), server.recoveryInstanceID(), state, facts);
    }
}
