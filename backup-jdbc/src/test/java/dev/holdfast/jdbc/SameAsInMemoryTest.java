// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.StoredRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store in memory says what is right; whatever is written, the durable one answers and holds the same. */
final class SameAsInMemoryTest {
    private static final int BATCHES = 400;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void randomChangesLeaveTheSameRowsAndTheSameAnswers(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        Store expected = Store.inMemory();
        JdbcStore store = database.open();
        try {
            long epoch = expected.acquire("shop", "a");
            assertThat(store.acquire("shop", "a")).isEqualTo(epoch);
            RandomSets sets = new RandomSets(42, expected);
            SplittableRandom random = new SplittableRandom(43);
            for (int i = 0; i < BATCHES; i++) {
                List<ChangeSet> batch = sets.batch();
                assertThat(store.write(epoch, batch))
                        .as("batch %s: %s", i, batch)
                        .isEqualTo(expected.write(epoch, batch));
                assertThat(store.position()).isEqualTo(expected.position());
                if (i % 10 == 0) {
                    same(store, expected);
                    sameFeed(store, expected, random.nextLong(expected.position() + 2), random.nextInt(0, 9));
                }
                if (i % 100 == 99) {
                    store.close();
                    store = database.open();
                    epoch = expected.acquire("shop", "a");
                    assertThat(store.acquire("shop", "a")).isEqualTo(epoch);
                }
            }
            same(store, expected);
            assertThat(exported(store)).isEqualTo(exported(expected));
        } finally {
            store.close();
        }
    }

    private static void same(Store store, Store expected) {
        assertThat(store.openOperations()).isEqualTo(expected.openOperations());
        assertThat(store.recentOperations(3)).isEqualTo(expected.recentOperations(3));
        for (int i = 0; i < RandomSets.OPERATIONS; i++) {
            OperationId id = RandomSets.operation(i);
            assertThat(store.operation(id)).isEqualTo(expected.operation(id));
            assertThat(store.steps(id)).isEqualTo(expected.steps(id));
            assertThat(store.step(id, 1)).isEqualTo(expected.step(id, 1));
            assertThat(store.evidence(id)).isEqualTo(expected.evidence(id));
        }
        for (String key : RandomSets.KEYS) {
            assertThat(store.operationByKey(key)).isEqualTo(expected.operationByKey(key));
            assertThat(store.evidenceByKey(key)).isEqualTo(expected.evidenceByKey(key));
            assertThat(store.record(RecordRow.Kind.POINT, key)).isEqualTo(expected.record(RecordRow.Kind.POINT, key));
        }
        assertThat(store.claims()).isEqualTo(expected.claims());
        assertThat(store.outbox(5)).isEqualTo(expected.outbox(5));
        assertThat(store.outbox(1000)).isEqualTo(expected.outbox(1000));
        assertThat(store.evidence(3, 4)).isEqualTo(expected.evidence(3, 4));
        for (RecordRow.Kind kind : List.of(RecordRow.Kind.LANE, RecordRow.Kind.POINT)) {
            assertThat(store.records(kind, null, null, 100)).isEqualTo(expected.records(kind, null, null, 100));
            assertThat(store.records(kind, "group1", null, 100)).isEqualTo(expected.records(kind, "group1", null, 100));
            assertThat(store.records(kind, "group1", "one", 2)).isEqualTo(expected.records(kind, "group1", "one", 2));
            assertThat(store.records(kind, null, "one", 1)).isEqualTo(expected.records(kind, null, "one", 1));
        }
    }

    private static void sameFeed(Store store, Store expected, long after, int limit) {
        Store.Feed page = store.changes(after, limit);
        assertThat(page).as("after %s, %s rows", after, limit).isEqualTo(expected.changes(after, limit));
        if (page.more()) {
            sameFeed(store, expected, page.upTo(), limit);
        }
    }

    private static List<StoredRow> exported(Store store) {
        List<StoredRow> rows = new ArrayList<>();
        store.exportTo(rows::add);
        return rows;
    }
}
