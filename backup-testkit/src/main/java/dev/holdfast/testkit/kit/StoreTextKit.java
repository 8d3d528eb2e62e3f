// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;

/** Odd texts, long ones, and many rows. */
abstract class StoreTextKit extends StoreTopic {
    /** Rows that one write puts down at most where many are written. */
    private static final int WRITE = 1_000;

    /** Keys of points have the same length, so that their order as texts is that of their numbers. */
    private static final int FIRST_KEY = 20_000_000;

    private static final List<String> ODD = List.of(
            "\u00e4\u00f6\u00fc\u00df",
            "\u5907\u4efd",
            "\u202eright to left\u202c",
            "lock \ud83d\udd12",
            "e\u0301 and \u00e9",
            "it's",
            "\"quoted\"",
            "`ticks`",
            "back\\slash",
            "\\",
            "'; DROP TABLE operations; --",
            "100%",
            "under_score",
            "*?[a]",
            "${name} {0} :name ?1 $1",
            "line\nfeed",
            "tab\tand\rreturn",
            "\u0001\u001f\u007f\u0085\u2028\u2029",
            " blank around ",
            "null",
            "NULL",
            "\ufeffmark",
            "\uffff\ufffd",
            "x".repeat(1_000));

    /** What a store may keep, or refuse; not change. */
    private static final List<String> DOUBTFUL = List.of(
            "nul\u0000inside", "\u0000", "half a pair \ud83d", "\udd12 the other half", "\u5907".repeat(20_000));

    @Rule(value = "HF-TXT-01", says = "Odd texts in keys, groups, subjects and values are kept to the letter.")
    void oddTextsAreKept() {
        for (int i = 0; i < ODD.size(); i++) {
            String text = ODD.get(i);
            OperationId id = new OperationId("op-" + (100 + i));
            accepted(write(texts(id, text)));
            kept(id, text);
        }
        for (String text : ODD) {
            assertThat(keys(store().records(Kind.POINT, text, null, ALL)))
                    .as("the keys of group %s", text)
                    .containsExactly(text);
        }
        assertThat(store().claims().stream().map(ClaimRow::subject)).containsExactlyInAnyOrderElementsOf(ODD);
        assertThat(keys(store().records(Kind.POINT, null, null, ALL))).containsExactlyInAnyOrderElementsOf(ODD);
        assertThat(paged(Kind.POINT)).as("all keys, one by one").containsExactlyInAnyOrderElementsOf(ODD);
    }

    private List<String> paged(Kind kind) {
        List<String> keys = new ArrayList<>();
        String after = null;
        while (true) {
            List<RecordRow> page = store().records(kind, null, after, 1);
            if (page.isEmpty() || keys.size() > 2 * ODD.size()) {
                return keys;
            }
            after = page.get(0).key();
            keys.add(after);
        }
    }

    private static Change[] texts(OperationId id, String text) {
        return new Change[] {
            new Change.PutOperation(new OperationRow(id, 1, text, OperationState.RUNNING, 1, odd(text))),
            new Change.PutStep(new StepRow(id, 0, 1, StepState.PENDING, 1, odd(text), odd(text))),
            take(text, ClaimRow.Mode.SHARED, id),
            new Change.PutRecord(new RecordRow(Kind.POINT, text, text, 1, odd(text))),
            new Change.AddEvent(id, odd(text)),
            new Change.AddEvidence(id, text, odd(text))
        };
    }

    private static Payload.Fields odd(String text) {
        return text.startsWith("$") ? body(text) : body(text).with(text, text);
    }

    private void kept(OperationId id, String text) {
        Payload.Fields odd = odd(text);
        OperationRow row = new OperationRow(id, 1, text, OperationState.RUNNING, 1, odd);
        assertThat(store().operation(id)).contains(row);
        assertThat(store().operationByKey(text)).contains(row);
        assertThat(store().step(id, 0)).contains(new StepRow(id, 0, 1, StepState.PENDING, 1, odd, odd));
        assertThat(store().record(Kind.POINT, text)).contains(new RecordRow(Kind.POINT, text, text, 1, odd));
        assertThat(store().claims()).contains(new ClaimRow(text, ClaimRow.Mode.SHARED, id));
        assertThat(store().outbox(ALL).stream()
                        .filter(event -> event.operation().equals(id)))
                .singleElement()
                .satisfies(event -> assertThat(event.body()).isEqualTo(odd));
        assertThat(store().evidenceByKey(text)).hasValueSatisfying(entry -> {
            assertThat(entry.body()).isEqualTo(odd);
            assertThat(entry.requestKey()).isEqualTo(text);
            assertThat(entry.intact()).as("the digest fits").isTrue();
        });
    }

    @Rule(
            value = "HF-TXT-02",
            says =
                    "A text that a store cannot keep (NUL, half a character, 20,000 letters as a key) fails the whole write.")
    void whatCannotBeKeptIsNotChanged() {
        for (int i = 0; i < DOUBTFUL.size(); i++) {
            String text = DOUBTFUL.get(i);
            OperationId id = new OperationId("op-" + (100 + i));
            List<Object> before = contents(store());
            long position = store().position();
            try {
                accepted(write(texts(id, text)));
            } catch (RuntimeException e) {
                assertThat(e.getMessage())
                        .as("what is said of a text that is not kept")
                        .isNotBlank();
                assertThat(contents(store()))
                        .as("what is stored after a write that failed")
                        .isEqualTo(before);
                assertThat(store().position()).as("the position after that").isEqualTo(position);
                put(event(ONE, "after " + i));
                continue;
            }
            kept(id, text);
        }
        // As a value, nothing is too odd or too long.
        OperationId values = new OperationId("values");
        put(operation(values, 1));
        for (String text : DOUBTFUL) {
            put(new Change.PutRecord(new RecordRow(Kind.PLAN, "", "value", 0, odd(text))));
            assertThat(store().record(Kind.PLAN, "value").map(RecordRow::body)).contains(odd(text));
        }
    }

    @Rule(value = "HF-TXT-03", says = "Keys that differ by case, accent or composition only are different keys.")
    void likeKeysDiffer() {
        List<String> keys = List.of("e", "E", "\u00e9", "e\u0301", "\u00c9", "\uff45", "e ", "e-");
        int number = 0;
        for (String key : keys) {
            OperationId id = new OperationId("op-" + ++number);
            put(
                    operation(id, 1, key, OperationState.RUNNING),
                    record(Kind.POINT, key, key, 1),
                    take(key, ClaimRow.Mode.EXCLUSIVE, id),
                    evidence(id, key, key));
        }
        for (int i = 0; i < keys.size(); i++) {
            OperationId id = new OperationId("op-" + (i + 1));
            String key = keys.get(i);
            assertThat(store().operationByKey(key).map(OperationRow::id))
                    .as("who has '%s'", key)
                    .contains(id);
            assertThat(keys(store().records(Kind.POINT, key, null, ALL))).containsExactly(key);
            assertThat(store().evidenceByKey(key).map(row -> row.operation())).contains(id);
        }
    }

    @Rule(value = "HF-TXT-04", says = "Values of 1 MiB are kept, wherever there are values.")
    void longValuesAreKept() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 1 << 20; i++) {
            text.append("line ").append(i).append(" \u5907\u4efd \ud83d\udd12 \"'\\\n");
        }
        Payload.Fields longest = body(text.toString());
        put(
                new Change.PutOperation(new OperationRow(ONE, 1, "key", OperationState.RUNNING, 1, longest)),
                new Change.PutStep(new StepRow(ONE, 0, 1, StepState.PENDING, 1, longest, longest)),
                new Change.PutRecord(new RecordRow(Kind.PLAN, "", "k", 1, longest)),
                new Change.AddEvent(ONE, longest),
                new Change.AddEvidence(ONE, "key", longest));
        assertThat(store().operation(ONE).map(OperationRow::body)).contains(longest);
        assertThat(store().steps(ONE)).containsExactly(new StepRow(ONE, 0, 1, StepState.PENDING, 1, longest, longest));
        assertThat(store().record(Kind.PLAN, "k").map(RecordRow::body)).contains(longest);
        assertThat(store().outbox(1))
                .allMatch(row -> row.body().equals(longest))
                .hasSize(1);
        assertThat(store().evidence(ONE))
                .allMatch(row -> row.body().equals(longest) && row.intact())
                .hasSize(1);
    }

    @Rule(
            value = "HF-BIG-01",
            says = "An operation of 10,000 steps is written in one set, listed by number, and changed.")
    void operationsHaveManySteps() {
        int many = 10_000;
        List<Change> changes = new ArrayList<>(List.of(operation(ONE, 1)));
        IntStream.range(0, many).forEach(number -> changes.add(step(ONE, number, 1)));
        put(changes.toArray(Change[]::new));
        assertThat(store().steps(ONE).stream().map(StepRow::number).toList())
                .as("the numbers of the steps")
                .isEqualTo(IntStream.range(0, many).boxed().toList());
        List<ChangeSet> sets = new ArrayList<>();
        IntStream.range(0, many).forEach(number -> sets.add(ChangeSet.of(step(ONE, number, 2))));
        writeAll(sets.toArray(ChangeSet[]::new)).forEach(answer -> accepted(answer));
        assertThat(store().steps(ONE)).hasSize(many).allMatch(row -> row.version() == 2);
        assertThat(store().step(ONE, many - 1).map(StepRow::version)).contains(2L);
        assertThat(store().changes(0, ALL).steps()).as("steps in the feed").hasSize(many);
    }

    @Rule(
            value = "HF-BIG-02",
            says = "Of a million points every page is right, and costs no more memory than a page of few points.")
    void pagesOfAMillionPoints(TestReporter reporter) {
        int total = KitProof.FULL ? 1_000_000 : 20_000;
        int groups = total / 200;
        Map<Integer, Long> cost = new TreeMap<>();
        int written = 0;
        for (int size : List.of(total / 10, total)) {
            for (; written < size; written += WRITE) {
                write(written, groups);
            }
            // The first time classes are loaded too.
            costOfPages(size, groups);
            cost.put(size, costOfPages(size, groups));
        }
        List<Long> costs = List.copyOf(cost.values());
        assertThat(costs.get(1))
                .as(
                        "bytes taken for pages of %s points, against %s for the same pages of %s points",
                        total, costs.get(0), total / 10)
                .isLessThan(2 * costs.get(0) + (1 << 18));
        String after = null;
        int seen = 0;
        while (seen < total) {
            List<RecordRow> page = store().records(Kind.POINT, null, after, WRITE);
            assertThat(page).as("the page after %s", after).hasSize(WRITE);
            for (RecordRow row : page) {
                assertThat(row).isEqualTo(pointRow(seen++, groups));
            }
            after = page.get(WRITE - 1).key();
        }
        assertThat(store().records(Kind.POINT, null, after, WRITE))
                .as("what comes after the last")
                .isEmpty();
        KitProof.covered(reporter, "HF-BIG-02", 1_000_000, total, "points");
    }

    private void write(int from, int groups) {
        List<Change> changes = new ArrayList<>(WRITE);
        for (int i = from; i < from + WRITE; i++) {
            changes.add(new Change.PutRecord(pointRow(i, groups)));
        }
        List<@Nullable Refused> answers = writeAll(new ChangeSet(changes));
        accepted(answers.get(0));
    }

    private static RecordRow pointRow(int number, int groups) {
        String key = String.valueOf(FIRST_KEY + number);
        return new RecordRow(Kind.POINT, "resource-" + number % groups, key, 1, body("point " + number));
    }

    /** Bytes that the reading thread takes for a number of pages, all and of a group, in the middle and at the end. */
    private long costOfPages(int size, int groups) {
        Store store = store();
        long before = KitProof.allocated();
        for (int i = 1; i <= 10; i++) {
            assertThat(store.records(Kind.POINT, null, String.valueOf(FIRST_KEY + size * (i - 1L) / 10 - 1), 100))
                    .hasSize(100);
            // At a tenth of all points a group has a tenth of its members.
            assertThat(store.records(Kind.POINT, "resource-" + i * (groups - 1) / 10, null, 10))
                    .hasSize(10);
        }
        assertThat(store.records(Kind.POINT, null, null, 100)).hasSize(100);
        return KitProof.allocated() - before;
    }
}
