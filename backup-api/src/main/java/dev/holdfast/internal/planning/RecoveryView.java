// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.recovery.Obligation;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.RecoveryReport.RecoveredMachine;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the report of a drill or failover out of what it recorded. */
public final class RecoveryView {
    private RecoveryView() {}

    /**
     * The moment of the oldest data that a planned recovery comes back to.
     *
     * @param node a planned step
     * @param mapper reads it
     * @return the moment, or {@code null} if the step is not the report of a recovery
     */
    public static @Nullable Instant oldestMoment(StepNode node, PayloadMapper mapper) {
        if (node.work() instanceof Work.Expand expand && expand.planner().equals(RecoveryOutcome.NAME)) {
            return mapper.read(expand.arguments(), RecoveryOutcome.Intent.class).machines().stream()
                    .map(RecoveryOutcome.Machine::moment)
                    .min(Instant::compareTo)
                    .orElse(null);
        }
        return null;
    }

    /**
     * The report.
     *
     * @param outputs what the operation's last step gave
     * @param orderedAt when it was ordered
     * @param mapper reads
     * @return the report, or {@code null} if nothing was planned
     */
    public static @Nullable RecoveryReport report(Payload.Fields outputs, Instant orderedAt, PayloadMapper mapper) {
        Payload recovery = outputs.get("recovery");
        if (recovery == null) {
            return null;
        }
        RecoveryOutcome.Intent intent = mapper.read(recovery, RecoveryOutcome.Intent.class);
        Set<String> up = new LinkedHashSet<>();
        for (Payload each : outputs.items("results")) {
            ActionResult result = mapper.read(each, ActionResult.class);
            if (result.done()) {
                up.add(result.label());
            }
        }
        List<RecoveredMachine> machines = new ArrayList<>();
        for (RecoveryOutcome.Machine machine : intent.machines()) {
            if (up.contains(machine.name())) {
                machines.add(new RecoveredMachine(
                        machine.name(), machine.point(), machine.moment(), machine.got(), machine.bytes()));
            }
        }
        Set<Failure> failures = new LinkedHashSet<>();
        failures.addAll(mapper.readList(new Payload.Items(outputs.items("failures")), Failure.class));
        return new RecoveryReport(
                intent.plan(),
                intent.mode() == RecoverPlan.Mode.DRILL ? RecoveryReport.Mode.DRILL : RecoveryReport.Mode.FAILOVER,
                intent.objectives(),
                orderedAt,
                outputs.get("upAt") instanceof Payload.Time time
                                && machines.size() == intent.machines().size()
                        ? time.value()
                        : null,
                machines,
                List.copyOf(failures),
                mapper.readList(new Payload.Items(outputs.items("owed")), RecordRow.class).stream()
                        .map(row -> shown(row, mapper))
                        .toList());
    }

    /**
     * An obligation, as it is shown.
     *
     * @param row its row
     * @param mapper reads it
     * @return the obligation
     */
    public static Obligation shown(RecordRow row, PayloadMapper mapper) {
        Owed owed = Owed.of(row, mapper);
        return new Obligation(
                owed.key(),
                owed.lane().location(),
                owed.what(),
                owed.since(),
                owed.why(),
                owed.parked() ? Obligation.State.PARKED : Obligation.State.OPEN,
                owed.failure());
    }
}
