// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.InvalidRequestException;
import dev.holdfast.internal.engine.Known;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.planning.BackupIntent;
import dev.holdfast.internal.planning.Planners;
import dev.holdfast.internal.planning.PruneOutcome;
import dev.holdfast.internal.planning.PrunePlan;
import dev.holdfast.internal.planning.RecoveryView;
import dev.holdfast.internal.planning.RestoreOutcome;
import dev.holdfast.internal.planning.RestorePlan;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.PruneReport;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.RestoreMethod;
import dev.holdfast.recovery.RestoreReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Prune;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Request;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns requests into what the engine takes, refusing what cannot be done before anything is done. */
final class Asking {
    private final Planners planners;
    private final PayloadMapper mapper;
    private final String installation;

    Asking(Planners planners, PayloadMapper mapper, String installation) {
        this.planners = planners;
        this.mapper = mapper;
        this.installation = installation;
    }

    @SuppressWarnings("unchecked")
    <T> Asked<T> of(Request<T> request, Function<String, RecoveryPlan> plans) {
        // Each kind of request has one type of result: the interface is sealed.
        if (request instanceof Backup backup) {
            return (Asked<T>) backup(backup);
        } else if (request instanceof Replication replication) {
            return (Asked<T>) replication(replication);
        } else if (request instanceof Restore restore) {
            return (Asked<T>) restore(restore);
        } else if (request instanceof Prune prune) {
            return (Asked<T>) prune(prune);
        } else if (request instanceof Drill drill) {
            RecoveryPlan plan = plans.apply(drill.plan());
            Payload asked = Payload.Fields.EMPTY.with("drill", drill.plan());
            return (Asked<T>) new Asked<>(
                    "drill",
                    request.toString(),
                    body(request, asked),
                    planners.drill(plan, installation),
                    claims(plan),
                    (id, now) -> List.of(),
                    this::report);
        } else if (request instanceof Failover failover) {
            RecoveryPlan plan = plans.apply(failover.plan());
            Payload asked = Payload.Fields.EMPTY
                    .with("failover", failover.plan())
                    .with("source", failover.source().name());
            return (Asked<T>) new Asked<>(
                    "failover",
                    request.toString(),
                    destructive(body(request, asked))
                            .with("recovers", mapper.write(List.of(Lane.of(plan.to()))))
                            .with("lost", mapper.write(Planners.lostBy(plan, failover.source()))),
                    planners.failover(plan, failover.source(), installation),
                    claims(plan),
                    (id, now) -> planners.owedBy(plan, failover.source(), id.value(), now),
                    this::report);
        }
        throw new IllegalStateException("A request of an unknown kind: " + request);
    }

    /** One run of a plan at a time. */
    private static List<Expansion.Claim> claims(RecoveryPlan plan) {
        return List.of(new Expansion.Claim("plan/" + plan.name(), ClaimRow.Mode.EXCLUSIVE));
    }

    private static Payload.Fields body(Request<?> request, Payload asked) {
        return Payload.Fields.EMPTY.with("title", request.toString()).with("request", asked);
    }

    /** What it does cannot be taken back: that it was accepted is put on record. */
    private static Payload.Fields destructive(Payload.Fields body) {
        return body.with(Known.DESTRUCTIVE, Payload.of(true));
    }

    private Asked<List<RecoveryPoint>> backup(Backup backup) {
        ResourceSelector selector = backup.selector();
        if (selector.locations().isEmpty()) {
            throw new InvalidRequestException(
                    "Cannot accept: " + backup,
                    List.of(new Failure(
                            FailureKind.INVALID, "The selector", "names no region", "add .in(region) to it")));
        }
        BackupIntent intent = new BackupIntent(
                selector,
                backup.method() == Backup.Method.IMAGE ? BackupIntent.Method.IMAGE : BackupIntent.Method.SNAPSHOT,
                backup.consistency(),
                backup.floor(),
                backup.hooks(),
                backup.targets(),
                backup.policy());
        return new Asked<>(
                "backup",
                backup.toString(),
                body(backup, mapper.write(intent)),
                planners.backup(intent),
                (holdfast, result) -> points(holdfast, result.outputs().items("points")));
    }

    private Asked<List<RecoveryPoint>> replication(Replication replication) {
        if (replication.targets().isEmpty()) {
            throw new InvalidRequestException(
                    "Cannot accept: " + replication,
                    List.of(new Failure(
                            FailureKind.INVALID, "The replication", "names no target", "add .to(target) to it")));
        }
        Payload asked = Payload.Fields.EMPTY
                .with("points", mapper.write(replication.points()))
                .with("targets", mapper.write(replication.targets()));
        List<Payload> ids = new ArrayList<>();
        replication.points().forEach(id -> ids.add(Payload.of(id.value())));
        return new Asked<>(
                "replication",
                replication.toString(),
                body(replication, asked),
                planners.replication(replication.points(), replication.targets()),
                (holdfast, result) -> points(holdfast, ids));
    }

    private Asked<RestoreReport> restore(Restore restore) {
        RestorePlan.Intent intent = new RestorePlan.Intent(
                restore.point(),
                restore.method(),
                restore.only(),
                restore.at(),
                restore.as(),
                restore.safetyPoint(),
                0);
        return new Asked<>(
                "restore",
                restore.toString(),
                restore.method() == RestoreMethod.IN_PLACE
                        ? destructive(body(restore, mapper.write(intent)))
                        : body(restore, mapper.write(intent)),
                planners.restore(intent),
                (holdfast, result) -> RestoreOutcome.report(result.outputs(), mapper));
    }

    private Asked<PruneReport> prune(Prune prune) {
        PrunePlan.Intent intent = new PrunePlan.Intent(
                prune.policy(),
                prune.resources(),
                prune.places(),
                prune.takenBy(),
                prune.atMost(),
                prune.isRetired(),
                0);
        return new Asked<>(
                "prune",
                prune.toString(),
                destructive(body(prune, mapper.write(intent))),
                planners.prune(intent),
                (holdfast, result) -> PruneOutcome.report(result.outputs(), mapper));
    }

    private static List<RecoveryPoint> points(DefaultHoldfast holdfast, List<Payload> ids) {
        List<RecoveryPointId> wanted = new ArrayList<>();
        for (Payload id : ids) {
            RecoveryPointId each = new RecoveryPointId(((Payload.Text) id).value());
            if (!wanted.contains(each)) {
                wanted.add(each);
            }
        }
        return holdfast.points(wanted);
    }

    private @Nullable RecoveryReport report(DefaultHoldfast holdfast, Asked.Result result) {
        return RecoveryView.report(result.outputs(), result.orderedAt(), mapper);
    }
}
