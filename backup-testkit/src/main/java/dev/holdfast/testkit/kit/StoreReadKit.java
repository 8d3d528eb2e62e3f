// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.StepRow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lists and pages, and the outbox. */
abstract class StoreReadKit extends StoreTopic {
    private static final int PAGE = 7;

    @Rule(value = "HF-PAG-01", says = "Records are paged by key: each once, in order, of their kind only.")
    void recordsArePagedByKey() {
        List<Change> changes = new ArrayList<>();
        List<String> written =
                IntStream.range(0, 50).mapToObj(i -> "k" + (i * 37 % 50 + 100)).toList();
        written.forEach(key -> changes.add(point("g" + key.charAt(3), key)));
        changes.add(record(Kind.PLAN, "", "k120", 1));
        changes.add(record(Kind.REPLICA, "g0", "k999", 1));
        put(changes.toArray(Change[]::new));
        assertThat(pages(Kind.POINT, null)).isEqualTo(List.copyOf(new TreeSet<>(written)));
        assertThat(keys(store().records(Kind.POINT, null, "k119x", 2)))
                .as("what comes after a key that is not there")
                .containsExactly("k120", "k121");
        assertThat(store().records(Kind.POINT, null, "k149", PAGE))
                .as("what comes after the last")
                .isEmpty();
        assertThat(pages(Kind.PLAN, null)).containsExactly("k120");
        assertThat(pages(Kind.WATCH, null)).isEmpty();
    }

    /** The keys of all pages; checks that no page is longer than it may be. */
    private List<String> pages(Kind kind, @Nullable String group) {
        List<String> keys = new ArrayList<>();
        List<RecordRow> page = store().records(kind, group, null, PAGE);
        while (!page.isEmpty()) {
            assertThat(page).as("a page of %s", PAGE).hasSizeLessThanOrEqualTo(PAGE);
            keys.addAll(keys(page));
            assertThat(keys).as("the keys of all pages so far").doesNotHaveDuplicates();
            page = store().records(kind, group, keys.get(keys.size() - 1), PAGE);
        }
        return keys;
    }

    @Rule(value = "HF-PAG-02", says = "Records are paged by group; one that is written with another group moves there.")
    void recordsArePagedByGroup() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            changes.add(point(List.of("a", "a%", "A", "").get(i % 4), "k" + (i + 100)));
        }
        put(changes.toArray(Change[]::new));
        for (int g = 0; g < 4; g++) {
            int which = g;
            assertThat(pages(Kind.POINT, List.of("a", "a%", "A", "").get(g)))
                    .as("the keys of group '%s'", List.of("a", "a%", "A", "").get(g))
                    .isEqualTo(IntStream.range(0, 60)
                            .filter(i -> i % 4 == which)
                            .mapToObj(i -> "k" + (i + 100))
                            .toList());
        }
        put(point("b", "k100"), new Change.RemoveRecord(Kind.POINT, "k104"));
        assertThat(pages(Kind.POINT, "a")).startsWith("k108").hasSize(13);
        assertThat(pages(Kind.POINT, "b")).containsExactly("k100");
        assertThat(pages(Kind.POINT, "c")).isEmpty();
    }

    @Rule(
            value = "HF-PAG-03",
            says = "While rows are added and removed between pages, what is there all the time is shown exactly once.")
    void pagesAreStable() {
        List<Change> changes = new ArrayList<>();
        List<String> stays =
                IntStream.range(0, 60).mapToObj(i -> "k" + (i + 100)).toList();
        stays.forEach(key -> changes.add(point("g", key)));
        IntStream.range(0, 60).forEach(i -> changes.add(point("g", "k" + (i + 100) + "-goes")));
        put(changes.toArray(Change[]::new));
        for (String group : new TreeSet<>(List.of("", "g"))) {
            List<String> shown = new ArrayList<>();
            String after = null;
            for (int round = 0; ; round++) {
                List<RecordRow> page = store().records(Kind.POINT, group.isEmpty() ? null : group, after, PAGE);
                if (page.isEmpty()) {
                    break;
                }
                shown.addAll(keys(page));
                assertThat(shown).as("all keys shown").doesNotHaveDuplicates().isSorted();
                after = shown.get(shown.size() - 1);
                // Before and after the place that was reached: rows come, go, and are written again.
                put(
                        point("g", "k000-" + group + round),
                        point("g", "k" + (100 + round) + "-came"),
                        point("g", "k" + (159 - round) + "-came"),
                        point("g", after),
                        new Change.RemoveRecord(Kind.POINT, "k" + (100 + round) + "-goes"),
                        new Change.RemoveRecord(Kind.POINT, "k" + (159 - round) + "-goes"));
            }
            assertThat(shown).as("what was there all the time").containsAll(stays);
        }
    }

    @Rule(value = "HF-PAG-04", says = "Keys are in the order of their characters' codes, and differ by case.")
    void keysAreInTheOrderOfTheirCodes() {
        List<String> keys = List.of(
                " a", "!", "-", "-a", "/", "0", "10", "9", "A", "B", "Z", "_", "_a", "a", "a b", "a!", "a-b", "a/b",
                "aB", "a_b", "ab", "b", "z");
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            changes.add(point("g", keys.get(i * 10 % keys.size())));
        }
        put(changes.toArray(Change[]::new));
        assertThat(pages(Kind.POINT, null)).as("all keys").isEqualTo(keys);
        assertThat(pages(Kind.POINT, "g")).as("all keys of the group").isEqualTo(keys);
        for (String key : keys) {
            assertThat(store().record(Kind.POINT, key).map(RecordRow::key)).contains(key);
        }
    }

    @Rule(value = "HF-PAG-05", says = "Open operations are those that have not ended, by id; recent ones newest first.")
    void operationsAreListed() {
        List<String> open = new ArrayList<>();
        List<String> recent = new ArrayList<>();
        int number = 10;
        for (OperationState state : OperationState.values()) {
            for (int i = 0; i < 3; i++) {
                String id = "op-" + number++;
                put(operation(new OperationId(id), 1, null, state));
                recent.add(0, id);
                if (!state.ended()) {
                    open.add(id);
                }
            }
        }
        assertThat(store().openOperations().stream().map(row -> row.id().value()))
                .isEqualTo(open);
        assertThat(store().recentOperations(ALL).stream().map(row -> row.id().value()))
                .isEqualTo(recent);
        assertThat(store().recentOperations(5).stream().map(row -> row.id().value()))
                .isEqualTo(recent.subList(0, 5));
        put(operation(new OperationId("op-10"), 2, null, OperationState.SUCCEEDED));
        assertThat(store().openOperations().stream().map(OperationRow::id))
                .as("open operations, of which one has ended")
                .doesNotContain(new OperationId("op-10"))
                .hasSize(open.size() - 1);
    }

    @Rule(value = "HF-PAG-06", says = "The steps of an operation are listed by number, and of no other.")
    void stepsAreListed() {
        put(operation(ONE, 1), operation(TWO, 1), step(TWO, 5, 1));
        put(step(ONE, 10, 1), step(ONE, 9, 1), step(ONE, 100, 1), step(ONE, 0, 1));
        assertThat(store().steps(ONE).stream().map(StepRow::number)).containsExactly(0, 9, 10, 100);
        assertThat(store().steps(TWO).stream().map(StepRow::number)).containsExactly(5);
        assertThat(store().steps(THREE)).isEmpty();
    }

    @Rule(value = "HF-OUT-01", says = "Events are read in the order in which they were added, and stay until removed.")
    void eventsAreInOrder() {
        for (int i = 0; i < 20; i += 2) {
            put(event(i % 4 == 0 ? ONE : TWO, "event " + i), event(THREE, "event " + (i + 1)));
        }
        List<EventRow> all = store().outbox(ALL);
        assertThat(all.stream().map(row -> row.body().text("text")))
                .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "event " + i).toList());
        assertThat(all.stream().map(EventRow::sequence).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(all.get(0).operation()).isEqualTo(ONE);
        assertThat(store().outbox(7)).as("what is read again").isEqualTo(all.subList(0, 7));
        assertThat(store().outbox(7)).as("what is read once more").isEqualTo(all.subList(0, 7));
    }

    @Rule(
            value = "HF-OUT-02",
            says = "Events are removed up to one of them; no sequence is given again, also when all are.")
    void eventsAreRemoved() {
        put(event(ONE, "a"), event(ONE, "b"), event(ONE, "c"));
        List<EventRow> all = store().outbox(ALL);
        put(new Change.RemoveEvents(all.get(1).sequence()));
        assertThat(store().outbox(ALL)).containsExactly(all.get(2));
        put(new Change.RemoveEvents(all.get(1).sequence()));
        long last = all.get(2).sequence();
        put(new Change.RemoveEvents(last));
        assertThat(store().outbox(ALL)).isEmpty();
        put(event(ONE, "d"));
        assertThat(store().outbox(ALL))
                .singleElement()
                .satisfies(row -> assertThat(row.sequence())
                        .as("the sequence of an event that is added when all were removed")
                        .isGreaterThan(last));
        put(new Change.RemoveEvents(Long.MAX_VALUE));
        restart();
        put(event(ONE, "e"));
        assertThat(store().outbox(ALL))
                .singleElement()
                .satisfies(row -> assertThat(row.sequence())
                        .as("the sequence of an event that is added after a restart")
                        .isGreaterThan(last + 1));
    }
}
