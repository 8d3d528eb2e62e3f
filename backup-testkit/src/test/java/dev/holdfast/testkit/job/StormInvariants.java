// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.Replica;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What must hold after any storm, whatever became of its deeds: what must never happen, asked of the ground truth. */
final class StormInvariants {
    private final Storm storm;
    private final GroundTruth truth;
    private final List<RecoveryPoint> points;
    private final Map<String, GroundTruth.Thing> existing = new TreeMap<>();
    private final boolean open;

    StormInvariants(Storm storm) {
        this.storm = storm;
        truth = storm.shop.cloud.truth();
        points = storm.host().holdfast().points();
        truth.everything().stream()
                .filter(thing -> thing.gone() == null)
                .forEach(thing -> existing.put(thing.region() + "/" + thing.id(), thing));
        open = !storm.store().openOperations().isEmpty();
    }

    void check() {
        assertThat(storm.broken).as("what was seen while it ran").isEmpty();
        everyOperationHasEndedOrWaitsForAPerson();
        everyOutcomeIsHonest();
        nothingHappenedTwice();
        whatTheCatalogueShowsIsThereAndUsable();
        noPointIsCalledBetterThanItIs();
        noGuestWasHeldTooLong();
        drillsTouchedOnlyWhatTheyMade();
        previewsDidNothing();
        if (!open) {
            assertThat(storm.store().claims()).as("claims when all is over").isEmpty();
            nothingIsThereThatNobodyKnowsOf();
        }
    }

    // ------------------------------------------------------------------ operations

    /** What is open has a step that waits for a person, or waits behind an operation that has one. */
    private void everyOperationHasEndedOrWaitsForAPerson() {
        List<OperationRow> waiting = storm.store().openOperations();
        boolean parked = waiting.stream()
                .flatMap(row -> storm.store().steps(row.id()).stream())
                .anyMatch(step -> step.state() == StepState.PARKED);
        assertThat(waiting.stream().map(OperationRow::id).filter(id -> !parked))
                .as("operations that are open, and nobody was asked")
                .isEmpty();
    }

    private void everyOutcomeIsHonest() {
        for (Storm.Ended each : storm.ended) {
            var outcome = each.outcome();
            if (outcome == null) {
                continue;
            }
            OperationState state = outcome.state();
            if (state == OperationState.SUCCEEDED) {
                assertThat(outcome.failures())
                        .as("failures of a success: %s", each)
                        .isEmpty();
                success(each, Objects.requireNonNull(outcome.value(), "value of a success"));
            } else if (!each.cancelled()) {
                assertThat(state).as("%s", each).isIn(OperationState.PARTIAL, OperationState.FAILED);
                assertThat(outcome.failures())
                        .as("why it is %s: %s", state, each)
                        .isNotEmpty();
            }
        }
    }

    private void success(Storm.Ended each, Object value) {
        if (each.request() instanceof Backup backup) {
            List<RecoveryPoint> made = points(value);
            assertThat(made).as("points of %s", each).hasSize(backup.hooks() == null ? 3 : 1);
            made.forEach(point -> {
                assertThat(point.complete()).as("%s of %s", point, each).isTrue();
                assertThat(point.got().satisfies(backup.floor()))
                        .as("%s", point)
                        .isTrue();
                assertThat(point.goodFor(backup.targets().isEmpty() ? Loss.MACHINE : Loss.REGION))
                        .as("%s of %s", point, each)
                        .isTrue();
            });
        } else if (each.request() instanceof Replication) {
            assertThat(points(value))
                    .as("points of %s", each)
                    .isNotEmpty()
                    .allSatisfy(point -> assertThat(point.goodFor(Loss.REGION)).isTrue());
        } else if (each.request() instanceof Drill || each.request() instanceof Failover) {
            RecoveryReport report = (RecoveryReport) value;
            assertThat(report.failures()).as("%s", each).isEmpty();
            assertThat(report.upAt()).as("%s", each).isNotNull();
            assertThat(report.machines()).as("%s", each).hasSize(3);
            if (each.request() instanceof Failover) {
                assertThat(serving())
                        .as("machines that serve in the east after %s", each)
                        .isEqualTo(3);
            }
        }
    }

    private static List<RecoveryPoint> points(Object value) {
        List<RecoveryPoint> points = new ArrayList<>();
        ((List<?>) value).forEach(each -> points.add((RecoveryPoint) each));
        return points;
    }

    private long serving() {
        return storm.shop.cloud.region("east").machines().shelf().actual().stream()
                .filter(machine -> machine.isUp()
                        && "dr".equals(machine.spec().subnet())
                        && operation(machine.marks()).startsWith("failover-"))
                .count();
    }

    // ------------------------------------------------------------------ side effects

    /** Two things with one key are twins; by now the watch has taken the second away. */
    private void nothingHappenedTwice() {
        Map<String, Set<String>> makers = new TreeMap<>();
        Map<String, Set<String>> sends = new TreeMap<>();
        for (GroundTruth.Thing thing : existing.values()) {
            String key = thing.marks().get(Marks.KEY);
            if (key != null && thing.maker() != null && isWatched(thing)) {
                makers.computeIfAbsent(key, k -> new TreeSet<>())
                        .add(thing.maker().requestId());
            }
        }
        makers.forEach((key, requests) -> assertThat(requests)
                .as("requests that made what there is of %s", key)
                .hasSize(1));
        for (GroundTruth.Effect effect : truth.effects()) {
            if (effect.what().equals("made") && effect.request().token() != null) {
                sends.computeIfAbsent(effect.request().token(), token -> new TreeSet<>())
                        .add(effect.requestId());
            }
        }
        sends.forEach((token, requests) -> assertThat(requests)
                .as("requests that took effect under token %s", token)
                .hasSize(1));
    }

    /** What a host made that was lost with its store is known by its marks only: nobody watches it for twins any more. */
    private boolean isWatched(GroundTruth.Thing thing) {
        return !storm.lost
                || (thing.maker() != null && thing.maker().request().host().startsWith("rescuer"));
    }

    private void previewsDidNothing() {
        assertThat(truth.effects().stream().filter(effect -> operation(effect).startsWith("preview-")))
                .as("what previews did")
                .isEmpty();
    }

    private static String operation(GroundTruth.Effect effect) {
        return operation(effect.request().marks());
    }

    /** The operation in a key mark: {@code 1:installation.operation.step.generation}. */
    private static String operation(Map<String, String> marks) {
        String[] parts = marks.getOrDefault(Marks.KEY, "").split("\\.", -1);
        return parts.length < 2 ? "" : parts[1];
    }

    private void drillsTouchedOnlyWhatTheyMade() {
        Set<String> made = new TreeSet<>();
        for (GroundTruth.Effect effect : truth.effects()) {
            if (!operation(effect).startsWith("drill-")) {
                continue;
            }
            assertThat(effect.request().region())
                    .as("where a drill does %s", effect)
                    .isEqualTo("east");
            if (effect.what().equals("made")) {
                made.add(effect.id());
            } else {
                assertThat(made)
                        .as("what a drill made, when it does %s", effect)
                        .contains(effect.id());
            }
        }
        for (Machine machine :
                storm.shop.cloud.region("east").machines().shelf().actual()) {
            if (operation(machine.marks()).startsWith("drill-")) {
                assertThat(machine.spec().subnet())
                        .as("subnet of %s", machine.id())
                        .isEqualTo("isolated");
            }
        }
    }

    // ------------------------------------------------------------------ the catalogue

    private void whatTheCatalogueShowsIsThereAndUsable() {
        for (RecoveryPoint point : points) {
            for (Replica replica : point.replicas()) {
                String where = replica.location().region() + "/" + replica.cloudId();
                assertThat(existing).as("%s of %s", replica, point).containsKey(where);
                if (point.goodFor(Loss.DISK)) {
                    assertThat(state(replica)).as("%s of %s", replica, point).isEqualTo(Lifecycle.READY);
                }
            }
            if (point.kind() == RecoveryPoint.Kind.SNAPSHOT_SET && point.got() == ConsistencyLevel.CRASH) {
                assertThat(moments(point))
                        .as("moments of the disks of %s", point)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private Lifecycle state(Replica replica) {
        var region = storm.shop.cloud.region(replica.location().region());
        Snapshot snapshot = region.snapshots().shelf().actual(replica.cloudId());
        if (snapshot != null) {
            return snapshot.state();
        }
        Image image = region.images().shelf().actual(replica.cloudId());
        return image == null ? Lifecycle.DELETED : image.state();
    }

    /** When the disks were taken of which a point consists, at its source. */
    private Set<Instant> moments(RecoveryPoint point) {
        Set<Instant> moments = new TreeSet<>();
        for (Replica replica : point.replicas()) {
            if (replica.location().region().equals("west")) {
                GroundTruth.Thing thing = existing.get("west/" + replica.cloudId());
                if (thing != null && thing.maker() != null) {
                    moments.add(thing.maker().at());
                }
            }
        }
        return moments;
    }

    private void noPointIsCalledBetterThanItIs() {
        for (RecoveryPoint point : points) {
            if (point.got() != ConsistencyLevel.CRASH) {
                Set<Instant> moments = moments(point);
                assertThat(moments).as("moments of %s", point).isNotEmpty();
                assertThat(truth.holds())
                        .as("holds of %s, one of which covers %s", point, moments)
                        .anySatisfy(hold -> {
                            assertThat(hold.machine())
                                    .isEqualTo(point.resource().id());
                            assertThat(moments).allMatch(hold::covers);
                        });
            }
        }
    }

    private void noGuestWasHeldTooLong() {
        for (GroundTruth.Hold hold : truth.holds()) {
            Instant until = hold.until();
            assertThat(until).as("end of %s", hold).isNotNull();
            assertThat(Duration.between(hold.from(), until))
                    .as("length of %s", hold)
                    .isLessThanOrEqualTo(Storm.DEAD_MAN);
        }
    }

    // ------------------------------------------------------------------ leaks

    /** Everything with our marks is recorded, belongs to an image that is, or serves by a failover. */
    private void nothingIsThereThatNobodyKnowsOf() {
        Set<String> known = new TreeSet<>();
        for (RecoveryPoint point : points) {
            point.replicas().forEach(replica -> known.add(replica.location().region() + "/" + replica.cloudId()));
        }
        for (String region : List.of("west", "east")) {
            storm.shop.cloud.region(region).images().shelf().actual().stream()
                    .filter(image -> known.contains(region + "/" + image.id()))
                    .flatMap(image -> image.members().stream())
                    .filter(member -> member.snapshot() != null)
                    .forEach(member -> known.add(region + "/" + member.snapshot()));
        }
        Stream<GroundTruth.Thing> made = existing.values().stream()
                .filter(thing -> !operation(thing.marks()).isEmpty()
                        && !operation(thing.marks()).startsWith("failover-")
                        && isWatched(thing));
        assertThat(made.map(thing -> thing.region() + "/" + thing.id()).filter(id -> !known.contains(id)))
                .as("what nobody knows of")
                .isEmpty();
    }

    // ------------------------------------------------------------------ for whoever looks at a failing seed

    String explained() {
        StringBuilder text = new StringBuilder("\n").append(storm.deeds);
        storm.ended.forEach(each -> text.append("\n  ").append(each));
        for (OperationRow row : storm.store().recentOperations(30)) {
            text.append("\n").append(row.id()).append(' ').append(row.state());
            for (StepRow step : storm.store().steps(row.id())) {
                if (step.state() != StepState.SUCCEEDED) {
                    text.append("\n  ")
                            .append(step.number())
                            .append(' ')
                            .append(step.node().text("name"))
                            .append(' ')
                            .append(step.state())
                            .append(' ')
                            .append(step.progress().get("failure"));
                }
            }
        }
        return text.toString();
    }
}
