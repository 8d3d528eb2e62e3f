// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import dev.holdfast.failure.Failure;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill or failover came to, measured.
 *
 * @param plan the plan's name
 * @param mode what it was run for
 * @param objectives what was promised
 * @param orderedAt when it was ordered
 * @param upAt when the last health check passed, or {@code null} if one did not
 * @param machines what each machine came back from
 * @param failures what went wrong
 * @param obligations what was still owed at the source when it ended; see {@code Holdfast.obligations()} for now
 */
public record RecoveryReport(
        String plan,
        Mode mode,
        RecoveryObjectives objectives,
        Instant orderedAt,
        @Nullable Instant upAt,
        List<RecoveredMachine> machines,
        List<Failure> failures,
        List<Obligation> obligations) {
    /** What a plan was run for. */
    public enum Mode {
        /** To prove that it works; what it made is removed. */
        DRILL,
        /** To serve. */
        FAILOVER
    }

    /**
     * One machine.
     *
     * @param name as the plan names it
     * @param point the point it came back from
     * @param moment the moment of its data
     * @param consistency the consistency of its data
     * @param bytes how much was restored
     */
    public record RecoveredMachine(
            String name, RecoveryPointId point, Instant moment, ConsistencyLevel consistency, long bytes) {}

    /**
     * Copies the lists.
     *
     * @param plan the plan's name
     * @param mode what it was run for
     * @param objectives what was promised
     * @param orderedAt when it was ordered
     * @param upAt when the last health check passed, or {@code null} if one did not
     * @param machines what each machine came back from
     * @param failures what went wrong
     * @param obligations what was still owed at the source when it ended
     */
    public RecoveryReport {
        machines = List.copyOf(machines);
        failures = List.copyOf(failures);
        obligations = List.copyOf(obligations);
    }

    /**
     * The age of the oldest data recovered, when it was ordered: the RPO achieved.
     *
     * @return the age, or {@code null} if nothing was recovered
     */
    public @Nullable Duration measuredRpo() {
        return machines.stream()
                .map(RecoveredMachine::moment)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest, orderedAt))
                .orElse(null);
    }

    /**
     * The time from the order to the last health check passed: the RTO achieved.
     *
     * @return the time, or {@code null} if a check did not pass
     */
    public @Nullable Duration measuredRto() {
        return upAt == null ? null : Duration.between(orderedAt, upAt);
    }

    /**
     * Whether everything came up, within what was promised.
     *
     * @return true if so
     */
    public boolean met() {
        Duration rpo = measuredRpo();
        Duration rto = measuredRto();
        boolean rpoMet = objectives.rpo() == null || (rpo != null && rpo.compareTo(objectives.rpo()) <= 0);
        boolean rtoMet = objectives.rto() == null || (rto != null && rto.compareTo(objectives.rto()) <= 0);
        return failures.isEmpty() && rpoMet && rtoMet && upAt != null;
    }

    /**
     * A few lines for a person.
     *
     * @return the text, without a line end
     */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(mode == Mode.DRILL ? "Drill" : "Failover")
                .append(" of plan '")
                .append(plan)
                .append("': ");
        text.append(machines.size()).append(" machines, ").append(met() ? "objectives met" : "OBJECTIVES NOT MET");
        text.append("\n  RPO ").append(shown(measuredRpo())).append(" of ").append(shown(objectives.rpo()));
        text.append("\n  RTO ").append(shown(measuredRto())).append(" of ").append(shown(objectives.rto()));
        for (RecoveredMachine machine : machines) {
            text.append("\n  ")
                    .append(machine.name())
                    .append(" from ")
                    .append(machine.moment())
                    .append(" (")
                    .append(machine.consistency())
                    .append(")");
        }
        for (Failure failure : failures) {
            text.append("\n  ! ").append(failure);
        }
        for (Obligation obligation : obligations) {
            text.append("\n  owed: ").append(obligation);
        }
        return text.toString();
    }

    private static String shown(@Nullable Duration duration) {
        if (duration == null) {
            return "none";
        }
        long seconds = duration.toSeconds();
        return seconds >= 3600
                ? seconds / 3600 + " h " + seconds % 3600 / 60 + " min"
                : seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }
}
