// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several hosts at once on one store. */
final class SharedStoreTest {
    private static final int HOSTS = 3;
    private static final int BATCHES = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Database.Kind.class,
            names = {"POSTGRESQL", "H2"})
    void whatHostsWriteAtOnceIsNumberedInTheOrderInWhichItBecomesVisible(Database.Kind kind) throws Exception {
        Database database = Database.make(kind, folder);
        database.open().close();
        ExecutorService threads = Executors.newFixedThreadPool(HOSTS + 1);
        try (JdbcStore reader = database.open()) {
            long epoch = reader.join("shop", "reader");
            List<Callable<Integer>> hosts = new ArrayList<>();
            for (int host = 0; host < HOSTS; host++) {
                String name = "host-" + host;
                hosts.add(() -> write(database, name));
            }
            Future<Reader> read = threads.submit(() -> read(reader, epoch));
            int accepted = 0;
            for (Future<Integer> host : threads.invokeAll(hosts)) {
                accepted += host.get();
            }
            Reader seen = read.get();
            assertThat(seen.events()).hasSize(HOSTS * BATCHES * 2);
            assertThat(seen.events())
                    .extracting(EventRow::sequence)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, HOSTS * BATCHES * 2)
                            .boxed()
                            .toList());
            assertThat(seen.steps()).hasSize(HOSTS * BATCHES);

            List<EvidenceRow> evidence = reader.evidence(0, 10_000);
            String digest = "";
            for (EvidenceRow row : evidence) {
                assertThat(row.intact()).isTrue();
                assertThat(row.previous()).isEqualTo(digest);
                digest = row.digest();
            }
            assertThat(evidence).hasSize(HOSTS * BATCHES);
            // One counter, raised by whoever saw its last version: as often as someone was told that it did.
            assertThat(reader.record(RecordRow.Kind.LEARNED, "counter")
                            .orElseThrow()
                            .version())
                    .isEqualTo(accepted);
        } finally {
            threads.shutdown();
        }
    }

    private static int write(Database database, String host) {
        int accepted = 0;
        try (JdbcStore store = database.open()) {
            long epoch = store.join("shop", host);
            for (int i = 1; i <= BATCHES; i++) {
                long counter = store.record(RecordRow.Kind.LEARNED, "counter")
                        .map(RecordRow::version)
                        .orElse(0L);
                List<@Nullable Refused> answers = store.write(
                        epoch,
                        List.of(
                                ChangeSet.of(Sets.event(host, i), Sets.evidence(host, null, i)),
                                ChangeSet.of(Sets.record(RecordRow.Kind.LEARNED, "counter", counter + 1)),
                                ChangeSet.of(Sets.step(host, i, 1), Sets.event(host, -i))));
                assertThat(answers.get(0)).isNull();
                assertThat(answers.get(2)).isNull();
                accepted += answers.get(1) == null ? 1 : 0;
            }
        }
        return accepted;
    }

    /** What one saw who read and removed events, and followed the feed, while others wrote. */
    private record Reader(List<EventRow> events, Set<String> steps) {}

    private static Reader read(Store store, long epoch) {
        List<EventRow> events = new ArrayList<>();
        Set<String> steps = new HashSet<>();
        long position = 0;
        while (events.size() < HOSTS * BATCHES * 2 || steps.size() < HOSTS * BATCHES) {
            List<EventRow> page = store.outbox(7);
            if (!page.isEmpty()) {
                events.addAll(page);
                store.write(
                        epoch,
                        List.of(ChangeSet.of(new Change.RemoveEvents(
                                page.get(page.size() - 1).sequence()))));
            }
            Store.Feed feed = store.changes(position, 5);
            for (StepRow step : feed.steps()) {
                assertThat(steps.add(step.operation() + "/" + step.number())).isTrue();
            }
            position = feed.upTo();
        }
        return new Reader(events, steps);
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void pagesOfRecordsStayAsTheyAreWhileRecordsAreAdded(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.acquire("shop", "a");
            List<ChangeSet> sets = new ArrayList<>();
            for (int i = 0; i < 300; i += 2) {
                sets.add(ChangeSet.of(Sets.record(RecordRow.Kind.POINT, key(i), 1)));
            }
            store.write(epoch, sets);
            List<String> seen = new ArrayList<>();
            String after = null;
            for (int added = 1; ; added += 40) {
                List<RecordRow> page = store.records(RecordRow.Kind.POINT, "group", after, 20);
                page.forEach(row -> seen.add(row.key()));
                if (page.isEmpty()) {
                    break;
                }
                after = page.get(page.size() - 1).key();
                store.write(epoch, List.of(ChangeSet.of(Sets.record(RecordRow.Kind.POINT, key(added), 1))));
            }
            assertThat(seen).isSorted().doesNotHaveDuplicates();
            for (int i = 0; i < 300; i += 2) {
                assertThat(seen).contains(key(i));
            }
        }
    }

    private static String key(int number) {
        return String.format(java.util.Locale.ROOT, "point-%05d", number);
    }
}
