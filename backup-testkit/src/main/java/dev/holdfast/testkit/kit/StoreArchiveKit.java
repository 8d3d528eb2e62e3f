// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused.Reason;
import dev.holdfast.spi.StoreArchive;
import dev.holdfast.spi.StoredRow;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Archives. */
abstract class StoreArchiveKit extends StoreTopic {
    /** Rows of each sort; one operation is forgotten, one event handed out. */
    private void fill() {
        put(
                operation(ONE, 1, "one", OperationState.SUCCEEDED),
                step(ONE, 0, 1),
                evidence(ONE, "one", "ended"),
                event(ONE, "ended"));
        put(new Change.Forget(ONE), new Change.RemoveEvents(Long.MAX_VALUE));
        put(
                operation(TWO, 1, "two", OperationState.RUNNING),
                step(TWO, 0, 1),
                step(TWO, 1, 1),
                step(TWO, 0, 2),
                take("s", Mode.SHARED, TWO),
                event(TWO, "begun"));
        put(
                operation(THREE, 1, null, OperationState.PAUSED),
                take("s", Mode.SHARED, THREE),
                evidence(THREE, null, "x"));
        for (Kind kind : Kind.values()) {
            put(record(kind, "", "a", 1), record(kind, "group", "b", 0), record(kind, "group", "b", 0));
        }
    }

    static String text(Store store) {
        try {
            StringBuilder text = new StringBuilder();
            StoreArchive.write(store, text);
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError("Nothing that is written to memory breaks", e);
        }
    }

    private static void read(String text, Store store) {
        try {
            StoreArchive.read(new StringReader(text), store);
        } catch (IOException e) {
            throw new AssertionError("Nothing that is read from memory breaks", e);
        }
    }

    /** A store without data, which no host has opened. */
    private Store emptied() {
        closeAll();
        harness().wipe();
        return another();
    }

    private static void isEmpty(Store store) {
        assertThat(contents(store)).as("what is stored").isEmpty();
        assertThat(store.position()).as("the position").isZero();
        List<StoredRow> rows = new ArrayList<>();
        store.exportTo(rows::add);
        assertThat(rows).containsExactly(new StoredRow.Origin(null, 0, 0));
    }

    @Rule(value = "HF-ARC-01", says = "What is read from an archive is what was there: all reads, and another archive.")
    void archivesGoRound() {
        fill();
        String text = text(store());
        List<Object> before = contents(store());
        Store other = emptied();
        isEmpty(other);
        read(text, other);
        assertThat(contents(other)).as("what is read of the new store").isEqualTo(before);
        assertThat(text(other)).as("the archive of the new store").isEqualTo(text);
        restart();
        assertThat(text(another())).as("the archive after a restart").isEqualTo(text);
    }

    @Rule(value = "HF-ARC-02", says = "An archive that is cut, wherever, is refused, and the store stays empty.")
    void cutArchivesAreRefused() {
        fill();
        String text = text(store());
        List<String> lines = text.lines().toList();
        Store other = emptied();
        for (int whole = 0; whole < lines.size(); whole++) {
            String cut = String.join("\n", lines.subList(0, whole)) + "\n";
            String half = (whole == 0 ? "" : cut) + lines.get(whole).substring(0, 15);
            for (String part : List.of(cut, half)) {
                assertThatThrownBy(() -> read(part, other))
                        .as("an archive of %s lines, cut in line %s", lines.size(), whole + 1)
                        .isInstanceOf(BackupException.class);
            }
        }
        isEmpty(other);
        read(text, other);
        assertThat(text(other)).isEqualTo(text);
    }

    @Rule(value = "HF-ARC-03", says = "A store that a host has opened takes no archive in, and stays as it is.")
    void onlyEmptyStoresTakeArchivesIn() {
        fill();
        String text = text(store());
        List<Object> before = contents(store());
        assertThatThrownBy(() -> read(text, store()))
                .as("an archive for a store that holds rows")
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(INSTALLATION);
        assertThat(contents(store())).isEqualTo(before);
        put(operation(TWO, 2, "two", OperationState.SUCCEEDED));
        Store other = emptied();
        long epoch = other.join("other", "host");
        assertThatThrownBy(() -> read(text, other))
                .as("an archive for a store without rows that a host has joined")
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("other");
        assertThat(contents(other)).isEmpty();
        accepted(answer(writeAs(other, epoch, ChangeSet.of(point("g", "k"))), 0));
    }

    @Rule(value = "HF-ARC-04", says = "Changed evidence is refused by its place, also if the archive's digest fits.")
    void changedEvidenceIsRefused() {
        fill();
        List<String> lines = new ArrayList<>(text(store()).lines().toList());
        Store other = emptied();
        int last = lines.size() - 2;
        lines.set(last, lines.get(last).replace("\"text\":\"x\"", "\"text\":\"y\""));
        String end = lines.remove(last + 1);
        String body = String.join("\n", lines) + "\n";
        String changed = body + end.replaceFirst("\"digest\":\"[0-9a-f]*\"", "\"digest\":\"" + sha256(body) + "\"");
        assertThatThrownBy(() -> read(changed, other))
                .as("an archive whose evidence was changed")
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("evidence 2");
        isEmpty(other);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Rule(value = "HF-ARC-05", says = "A store that took an archive in goes on where the other one was.")
    void whatWasReadGoesOn() {
        fill();
        long before = store().acquire(INSTALLATION, "last");
        long lastEvent = store().outbox(ALL).get(0).sequence();
        List<EvidenceRow> evidence = store().evidence(0, ALL);
        String text = text(store());
        Store other = emptied();
        read(text, other);
        assertThatThrownBy(() -> other.acquire("stranger", "host")).isInstanceOf(BackupException.class);
        assertThat(StoreFeedKit.names(other.changes(0, ALL)))
                .as("what the feed of the new store tells from its beginning")
                .containsExactlyInAnyOrder("op-2 v1", "op-3 v1", "op-2/0 v2", "op-2/1 v1");
        assertThat(other.changes(0, ALL).upTo()).isEqualTo(other.position());
        assertThat(StoreFeedKit.names(other.changes(0, 1)))
                .as("a page of 1, when each row counts as a write of its own")
                .hasSize(1);
        long epoch = other.acquire(INSTALLATION, "host");
        assertThat(epoch).as("the epoch of who opens the new store").isGreaterThan(before);
        ChangeSet set = ChangeSet.of(operation(TWO, 2, "two", OperationState.SUCCEEDED), event(TWO, "more"));
        refused(Reason.FENCED, answer(writeAs(other, before, set), 0));
        accepted(answer(writeAs(other, epoch, set), 0));
        assertThat(StoreFeedKit.names(other.changes(0, ALL)))
                .contains("op-2 v2")
                .doesNotContain("op-2 v1");
        OperationId four = new OperationId("op-4");
        refused(
                Reason.KEY_TAKEN,
                answer(writeAs(other, epoch, ChangeSet.of(operation(four, 1, "one", OperationState.RUNNING))), 0));
        refused(Reason.CLAIMED, answer(writeAs(other, epoch, ChangeSet.of(take("s", Mode.EXCLUSIVE, four))), 0));
        accepted(answer(
                writeAs(
                        other,
                        epoch,
                        ChangeSet.of(
                                new Change.RemoveEvents(Long.MAX_VALUE),
                                event(four, "after"),
                                evidence(four, null, "after"))),
                0));
        assertThat(other.outbox(ALL).stream().map(EventRow::sequence))
                .as("the sequence of an event that is added later")
                .allMatch(sequence -> sequence > lastEvent + 1)
                .hasSize(1);
        assertThat(other.evidence(0, ALL))
                .startsWith(evidence.toArray(EvidenceRow[]::new))
                .hasSize(3);
        StoreEvidenceKit.chained(other.evidence(0, ALL));
    }

    @Rule(
            value = "HF-ARC-06",
            says = "Rows that are no export, are there twice, or break off are refused, and the store stays empty.")
    void whatIsNoExportIsRefused() {
        fill();
        List<StoredRow> rows = new ArrayList<>();
        store().exportTo(rows::add);
        Store other = emptied();
        for (int i = 0; i < rows.size(); i++) {
            List<StoredRow> twice = new ArrayList<>(rows);
            twice.add(i, rows.get(i));
            assertThatThrownBy(() -> other.importFrom(twice.iterator()))
                    .as("rows among which there is twice %s", rows.get(i))
                    .isInstanceOf(BackupException.class);
        }
        assertThatThrownBy(() -> other.importFrom(rows.subList(1, 9).iterator()))
                .as("rows without an origin")
                .isInstanceOf(BackupException.class);
        assertThatThrownBy(() -> other.importFrom(List.<StoredRow>of().iterator()))
                .as("no rows")
                .isInstanceOf(BackupException.class);
        IllegalStateException broken = new IllegalStateException("no more");
        Iterator<StoredRow> all = rows.iterator();
        assertThatThrownBy(() -> other.importFrom(new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        if (!all.hasNext()) {
                            throw broken;
                        }
                        return true;
                    }

                    @Override
                    public StoredRow next() {
                        return all.next();
                    }
                }))
                .as("rows that break off")
                .isSameAs(broken);
        isEmpty(other);
        other.importFrom(rows.iterator());
        List<StoredRow> again = new ArrayList<>();
        other.exportTo(again::add);
        assertThat(again).isEqualTo(rows);
    }

    @Rule(value = "HF-ARC-07", says = "An export hands out row by row, and what its reader throws ends it.")
    void exportsHandOutRowByRow() {
        long few = costOfFirstRows(2_000);
        long many = costOfFirstRows(20_000);
        assertThat(many)
                .as("bytes taken for the first rows of 20,000, against %s for those of 2,000", few)
                .isLessThan(2 * few + (1 << 16));
        put(operation(ONE, 1));
    }

    private long costOfFirstRows(int total) {
        int there = store().records(Kind.REPLICA, null, null, ALL).size();
        List<Change> changes = new ArrayList<>();
        for (int i = there; i < total; i++) {
            changes.add(record(Kind.REPLICA, "g" + i % 10, "k" + (100_000 + i), 1));
        }
        put(changes.toArray(Change[]::new));
        IllegalStateException enough = new IllegalStateException("enough");
        long cost = 0;
        // The first time classes are loaded too.
        for (int time = 0; time < 2; time++) {
            List<StoredRow> rows = new ArrayList<>();
            long before = KitProof.allocated();
            assertThatThrownBy(() -> store().exportTo(row -> {
                        rows.add(row);
                        if (rows.size() == 20) {
                            throw enough;
                        }
                    }))
                    .isSameAs(enough);
            cost = KitProof.allocated() - before;
            assertThat(rows).as("rows handed out before the reader had enough").hasSize(20);
        }
        return cost;
    }

    @Rule(
            value = "HF-ARC-08",
            says = "An export shows one moment, while hosts write: of each set all or nothing.",
            needs = Needs.SHARED)
    void exportsShowOneMoment() throws Exception {
        Store writer = another();
        long epoch = writer.join(INSTALLATION, "writer");
        Store reader = another();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = thread.submit(() -> {
                for (int i = 1; !done.get(); i++) {
                    String number = String.valueOf(i);
                    accepted(answer(
                            writeAs(
                                    writer,
                                    epoch,
                                    ChangeSet.of(
                                            operation(ONE, i),
                                            record(Kind.POINT, "g", "a", i),
                                            record(Kind.WATCH, "g", "z", i),
                                            evidence(ONE, null, number),
                                            new Change.RemoveEvents(Long.MAX_VALUE),
                                            event(ONE, number))),
                            0));
                    written.set(i);
                }
            });
            for (int i = 0; (i < 40 || written.get() < 200) && !writing.isDone(); i++) {
                Moment moment = new Moment();
                reader.exportTo(moment::see);
                assertThat(moment.seen).as("versions in one export").hasSizeLessThanOrEqualTo(1);
            }
            done.set(true);
            writing.get();
        } finally {
            done.set(true);
            thread.shutdown();
        }
    }

    /** The versions that stand in one export, by which row shows them. */
    private static final class Moment {
        final SortedSet<Long> seen = new TreeSet<>();
        private long entries;

        void see(StoredRow row) {
            if (row instanceof OperationRow operation) {
                seen.add(operation.version());
            } else if (row instanceof RecordRow each) {
                seen.add(each.version());
            } else if (row instanceof EventRow event) {
                seen.add(Long.parseLong(event.body().text("text")));
            } else if (row instanceof EvidenceRow) {
                entries++;
            } else if (row instanceof StoredRow.Origin origin && origin.lastEvent() > 0) {
                seen.add(origin.lastEvent());
            }
            if (!seen.isEmpty()) {
                assertThat(entries).as("evidence against versions %s", seen).isLessThanOrEqualTo(seen.last());
            }
        }
    }
}
