// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes, killed at any moment. */
final class KilledHostTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(7);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void whatWasAcknowledgedIsThereAndEachBatchIsThereWholeOrNot(Database.Kind kind) throws Exception {
        String schema = kind == Database.Kind.POSTGRESQL ? TestServer.newSchema() : "none";
        Process child = ChildHost.start(kind, folder, schema);
        long acknowledged = 0;
        try (BufferedReader said = said(child)) {
            assertThat(said.readLine()).isEqualTo("open");
            int until = RANDOM.nextInt(20, 60);
            while (acknowledged < until) {
                acknowledged = Long.parseLong(said.readLine());
            }
            // By its handle, which leaves open what the child said last.
            assertThat(child.toHandle().destroyForcibly()).isTrue();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                acknowledged = Long.parseLong(line);
            }
        }
        child.waitFor();

        try (JdbcStore store = ChildHost.open(kind, folder, schema)) {
            assertThat(store.acquire("shop", "the next")).isEqualTo(2);
            List<EventRow> events = store.outbox(100_000);
            // One batch more may have been committed and not said.
            long batches = events.size() / ChildHost.last(1);
            assertThat(batches).isBetween(acknowledged, acknowledged + 1);
            assertThat(events)
                    .extracting(EventRow::sequence)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, ChildHost.last(batches))
                            .boxed()
                            .toList());
            List<EvidenceRow> evidence = store.evidence(0, 100_000);
            assertThat(evidence).hasSize(events.size()).allMatch(EvidenceRow::intact);
            assertThat(store.position()).isEqualTo(batches);
            assertThat(store.steps(Sets.id("op-" + batches))).hasSize(Math.toIntExact(ChildHost.last(1)));
            assertThat(store.steps(Sets.id("op-" + (batches + 1)))).isEmpty();
        }
    }

    @Test
    void aFileIsHeldByAnotherProcessUntilThatIsKilled() throws Exception {
        Process child = ChildHost.start(Database.Kind.SQLITE, folder, "none");
        try (BufferedReader said = said(child)) {
            assertThat(said.readLine()).isEqualTo("open");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> JdbcStore.sqlite(folder.resolve("store.db")))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("it is held by host 'the child', process " + child.pid() + ", since 20")
                        .hasMessageContaining("end that process, or give several hosts a PostgreSQL database");
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        JdbcStore.sqlite(folder.resolve("store.db")).close();
    }

    private static BufferedReader said(Process child) throws IOException {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }
}
