// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreArchiveTest {
    private static final OperationId ONE = new OperationId("op-1");
    private static final OperationId TWO = new OperationId("op-2");

    private static Payload.Fields body(String text) {
        return Payload.Fields.EMPTY.with("text", text);
    }

    /** A store with rows of each sort, of which one operation is forgotten and one event handed out. */
    private static Store shop() {
        Store store = Store.inMemory();
        store.acquire("shop", "host-1");
        long epoch = store.acquire("shop", "host-2");
        assertThat(store.write(
                        epoch,
                        List.of(
                                ChangeSet.of(
                                        new Change.PutOperation(new OperationRow(
                                                ONE, 1, "nightly/1", OperationState.SUCCEEDED, 1, body("first"))),
                                        new Change.AddEvidence(ONE, "nightly/1", body("ended")),
                                        new Change.AddEvent(ONE, body("ended")),
                                        new Change.Forget(ONE)),
                                ChangeSet.of(
                                        new Change.PutOperation(new OperationRow(
                                                TWO, 1, "nightly/2", OperationState.RUNNING, 2, body("second"))),
                                        new Change.PutStep(new StepRow(
                                                TWO, 0, 1, StepState.SUCCEEDED, 1, body("node"), body("done"))),
                                        new Change.PutStep(new StepRow(
                                                TWO, 1, 1, StepState.INTENDED, 2, body("node"), Payload.Fields.EMPTY)),
                                        new Change.TakeClaim(new ClaimRow("disk:vol-1", ClaimRow.Mode.SHARED, TWO)),
                                        new Change.PutRecord(new RecordRow(
                                                RecordRow.Kind.POINT,
                                                "vol-1",
                                                "point-1",
                                                0,
                                                body("\u00e4 \u5907 \ud83d\udd12"))),
                                        new Change.AddEvent(TWO, body("begun")),
                                        new Change.AddEvidence(TWO, null, body("begun")),
                                        new Change.RemoveEvents(1)))))
                .containsOnlyNulls();
        return store;
    }

    private static String text(Store store) {
        try {
            StringBuilder text = new StringBuilder();
            StoreArchive.write(store, text);
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Store read(String text) throws IOException {
        Store store = Store.inMemory();
        StoreArchive.read(new StringReader(text), store);
        return store;
    }

    /** What is refused leaves a store that is still empty. */
    private static void refused(String text, String... why) {
        Store store = Store.inMemory();
        assertThatThrownBy(() -> StoreArchive.read(new StringReader(text), store))
                .as(text)
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("Cannot ")
                .satisfies(thrown ->
                        List.of(why).forEach(each -> assertThat(thrown).hasMessageContaining(each)));
        assertThat(text(store)).isEqualTo(text(Store.inMemory()));
        assertThat(store.position()).isZero();
    }

    @Test
    void aStoreThatIsReadFromAnArchiveGivesTheSameArchive() throws IOException {
        String text = text(shop());
        assertThat(text(read(text))).isEqualTo(text);
        assertThat(text(read(text(Store.inMemory())))).isEqualTo(text(Store.inMemory()));
    }

    @Test
    void whatVersionOneWroteIsRead() throws IOException {
        try (InputStream file = StoreArchiveTest.class.getResourceAsStream("/golden/v1/archive.jsonl")) {
            String golden = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text(read(golden))).isEqualTo(golden);
            assertThat(text(shop())).as("and still written so").isEqualTo(golden);
        }
    }

    @Test
    void whoOpensAReadStoreComesAfterAllWhoHadTheOther() throws IOException {
        Store store = read(text(shop()));
        assertThat(store.acquire("shop", "host-3")).isEqualTo(3);
        assertThat(store.position()).as("one write for each operation and step").isEqualTo(3);
        assertThat(store.changes(0, 2).steps()).hasSize(1);
        Change again = new Change.PutOperation(new OperationRow(
                new OperationId("op-3"), 1, "nightly/1", OperationState.RUNNING, 0, Payload.Fields.EMPTY));
        assertThat(store.write(3, List.of(ChangeSet.of(again), ChangeSet.of(new Change.AddEvent(TWO, body("more"))))))
                .extracting(refused ->
                        refused == null ? "written" : refused.reason().name())
                .containsExactly("KEY_TAKEN", "written");
        assertThat(store.outbox(9).stream().map(EventRow::sequence)).containsExactly(2L, 3L);
        assertThatThrownBy(() -> store.acquire("other", "host-3")).isInstanceOf(BackupException.class);
    }

    @Test
    void anArchiveCutAnywhereIsRefusedAndNothingIsLeft() {
        String text = text(shop());
        // Without its last line feed it is whole all the same.
        for (int length = 0; length < text.length() - 1; length++) {
            refused(text.substring(0, length), "nothing was imported");
        }
    }

    @Test
    void anArchiveInWhichALetterChangedIsRefused() {
        String text = text(shop());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char other = c == '7' ? '8' : '7';
            refused(text.substring(0, i) + other + text.substring(i + 1));
        }
    }

    @Test
    void linesThatAreLeftOutDoubledOrMovedAreRefused() {
        List<String> lines = text(shop()).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            refused(String.join("\n", without));
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, lines.get(i));
            refused(String.join("\n", twice));
        }
        refused(text(shop()) + "\n", "something follows its last line");
    }

    /** A text whose last line fits, whatever its rows are. */
    private static String closed(List<String> lines) {
        ArchiveDigest digest = new ArchiveDigest();
        for (String line : lines) {
            Payload.Fields fields = (Payload.Fields) Payload.parse(line);
            digest.add(line, PayloadMapper.withoutSecrets().read(fields, StoredRow.class));
        }
        return String.join("\n", lines) + "\n" + digest.end().canonical() + "\n";
    }

    @Test
    void evidenceThatWasChangedIsRefusedAlsoIfTheDigestOfTheFileFits() {
        List<String> lines = new ArrayList<>(text(shop()).lines().toList());
        lines.remove(lines.size() - 1);
        int last = lines.size() - 1;
        assertThat(closed(lines)).isEqualTo(text(shop()));

        List<String> changed = new ArrayList<>(lines);
        changed.set(last, lines.get(last).replace("begun", "ended"));
        refused(closed(changed), "evidence 2", "is not as it was written");
        List<String> without = new ArrayList<>(lines);
        without.remove(last - 1);
        refused(closed(without), "evidence 2", "does not follow the one before");
        List<String> moved = new ArrayList<>(lines);
        moved.add(1, moved.remove(last - 2));
        refused(closed(moved), "does not come after the one before");
        List<String> twice = new ArrayList<>(lines);
        twice.add(1, lines.get(1));
        Store store = Store.inMemory();
        assertThatThrownBy(() -> StoreArchive.read(new StringReader(closed(twice)), store))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void aStoreThatIsNotEmptyIsRefusedAndStaysAsItIs() {
        Store store = shop();
        String before = text(store);
        assertThatThrownBy(() -> StoreArchive.read(new StringReader(before), store))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("'shop'");
        assertThat(text(store)).isEqualTo(before);
        Store opened = Store.inMemory();
        opened.join("kit", "host");
        assertThatThrownBy(() -> StoreArchive.read(new StringReader(before), opened))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("'kit'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "null",
                "Dear reader,\nthis is a letter.\n",
                "{}",
                "[]",
                "{\"@type\":\"Origin\",\"epoch\":0,\"lastEvent\":0}",
                "{\"@type\":\"OperationRow\"}"
            })
    void whatIsNoArchiveIsRefused(String text) {
        refused(text);
    }

    @Test
    void whatALaterVersionWroteIsRefusedAsSuch() {
        String text = text(shop());
        refused(text.replace("\"format\":1", "\"format\":2"), "format 2", "the version of Holdfast that wrote it");
        refused(text.replace("\"POINT\"", "\"PLANET\""), "PLANET", "the version of Holdfast that wrote it");
        refused(
                text.replace("\"@type\":\"ClaimRow\"", "\"@type\":\"ClaimRow\",\"a\":1"),
                "more than this version knows");
    }

    @Test
    void valuesAsDeepAndAsLongAsThereCanBeGoThrough() throws IOException {
        Payload deep = Payload.of("deep");
        for (int i = 0; i < Payload.MAX_DEPTH - 1; i++) {
            deep = new Payload.Items(List.of(deep));
        }
        Payload.Fields deepest = Payload.Fields.EMPTY.with("d", deep);
        Payload.Fields longest = body("x".repeat(Payload.MAX_LENGTH - 11));
        assertThat(longest.canonical()).hasSize(Payload.MAX_LENGTH);
        Store store = Store.inMemory();
        long epoch = store.acquire("shop", "host");
        assertThat(store.write(
                        epoch,
                        List.of(ChangeSet.of(
                                new Change.PutStep(new StepRow(ONE, 0, 1, StepState.PENDING, 1, deepest, deepest)),
                                new Change.PutStep(new StepRow(ONE, 1, 1, StepState.PENDING, 1, longest, longest))))))
                .containsOnlyNulls();
        assertThat(read(text(store)).steps(ONE)).isEqualTo(store.steps(ONE));
    }

    @Test
    void aReaderOrWriterThatBreaksIsPassedOnAndLeavesNothing() {
        IOException broken = new IOException("no more");
        Store store = Store.inMemory();
        Reader reader = new Reader() {
            private final Reader begins = new StringReader(text(shop()).substring(0, 900));

            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                int read = begins.read(into, offset, length);
                if (read < 0) {
                    throw broken;
                }
                return read;
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> StoreArchive.read(reader, store)).isSameAs(broken);
        assertThat(text(store)).isEqualTo(text(Store.inMemory()));
        assertThatThrownBy(() -> StoreArchive.write(shop(), new Appendable() {
                    @Override
                    public Appendable append(CharSequence text) throws IOException {
                        throw broken;
                    }

                    @Override
                    public Appendable append(CharSequence text, int start, int end) throws IOException {
                        throw broken;
                    }

                    @Override
                    public Appendable append(char c) throws IOException {
                        throw broken;
                    }
                }))
                .isSameAs(broken);
    }
}
