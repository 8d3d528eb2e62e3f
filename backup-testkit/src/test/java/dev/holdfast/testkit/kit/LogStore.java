// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.StoredRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The smallest store that is durable and shared: a file to which each write is appended under a lock, and a store in memory
 * that has read it. Proves the rules that need a process of its own, which the store in memory cannot.
 */
final class LogStore implements Store {
    /** The version of the file that is written. One before it has the same lines. */
    static final long VERSION = 2;

    private static final PayloadMapper MAPPER = PayloadMapper.withoutSecrets();

    private final FileChannel file;
    private final LogFlaw flaw;
    private final LogFaults faults;
    private Store rows = Store.inMemory();
    /** How far the file has been read. */
    private long read;

    private final StringBuilder held = new StringBuilder();
    private int writes;
    private long positionAtOpen;
    private @Nullable List<ChangeSet> unanswered;
    private List<@Nullable Refused> answers = List.of();

    LogStore(Path path, LogFlaw flaw, LogFaults faults) {
        this.flaw = flaw;
        this.faults = faults;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            synchronized (LogStore.class) {
                try (FileLock lock = file.lock()) {
                    Objects.requireNonNull(lock);
                    migrate();
                    catchUp();
                    positionAtOpen = rows.position();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String head(long version) {
        return Payload.Fields.EMPTY.with("version", version).canonical() + "\n";
    }

    private void migrate() throws IOException {
        String now = head(VERSION);
        if (file.size() == 0) {
            put(now, 0);
        }
        String found = text(0, now.length());
        if (found.equals(head(VERSION - 1))) {
            put(now, 0);
            if (flaw == LogFlaw.DROPS_OLD_DATA) {
                file.truncate(now.length());
            }
        } else if (!found.equals(now) && flaw != LogFlaw.READS_ANY_FORM) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot open the log",
                    "its first line is " + found.strip(),
                    "use the version that wrote it"));
        }
        read = now.length();
    }

    private void put(String text, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        file.force(false);
    }

    private String text(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(to, file.size()) - from));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
            // The rest.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** Reads what others have appended; a line without its end was never acknowledged. */
    private void catchUp() throws IOException {
        if (file.size() == read) {
            return;
        }
        String all = text(read, file.size());
        int from = 0;
        for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
            String line = all.substring(from, end + 1);
            redo((Payload.Fields) Payload.parse(line));
            read += line.getBytes(StandardCharsets.UTF_8).length;
            from = end + 1;
        }
    }

    private void redo(Payload.Fields line) {
        switch (line.text("do")) {
            case "acquire" -> rows.acquire(line.text("installation"), "");
            case "join" -> rows.join(line.text("installation"), "");
            case "write" ->
                rows.write(
                        line.whole("epoch"), MAPPER.readList(new Payload.Items(line.items("sets")), ChangeSet.class));
            default ->
                rows.importFrom(MAPPER.readList(new Payload.Items(line.items("rows")), StoredRow.class)
                        .iterator());
        }
    }

    /** Looks at what is there, with the file to itself. */
    private synchronized <T> T locked(Function<Store, T> work) {
        synchronized (LogStore.class) {
            try (FileLock lock = flaw == LogFlaw.SEES_NO_OTHERS ? null : file.lock()) {
                if (lock != null) {
                    catchUp();
                }
                return work.apply(rows);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Does something, and appends it. */
    private <T> T logged(Supplier<Payload.Fields> line, Function<Store, T> work) {
        return locked(store -> {
            boolean done = false;
            try {
                T answer = work.apply(store);
                append(line.get().canonical() + "\n");
                done = true;
                return answer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                if (!done) {
                    rows = Store.inMemory();
                    read = head(VERSION).length();
                }
            }
        });
    }

    private void append(String line) throws IOException {
        held.append(line);
        if (flaw == LogFlaw.WRITES_LATE && ++writes % 8 != 0) {
            return;
        }
        String text = held.toString();
        held.setLength(0);
        file.truncate(read);
        put(text, read);
        read += text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public long acquire(String installation, String host) {
        Payload.Fields line = Payload.Fields.EMPTY.with("do", "acquire").with("installation", installation);
        return logged(() -> line, store -> store.acquire(installation, host));
    }

    @Override
    public long join(String installation, String host) {
        Payload.Fields line = Payload.Fields.EMPTY.with("do", "join").with("installation", installation);
        return logged(() -> line, store -> store.join(installation, host));
    }

    @Override
    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        if (flaw == LogFlaw.WRITES_HALVES) {
            return halves(epoch, sets);
        }
        boolean again = sets.equals(unanswered);
        if (flaw != LogFlaw.REMEMBERS_TOO_LONG) {
            unanswered = null;
        }
        if (again && flaw != LogFlaw.FORGETS_ANSWERS) {
            return answers;
        }
        if (faults.loseWrite()) {
            if (flaw == LogFlaw.WRITES_WHAT_IS_LOST) {
                append(epoch, sets);
            }
            throw new UncheckedIOException(new IOException("the write was lost"));
        }
        List<@Nullable Refused> given = append(epoch, sets);
        if (faults.loseAnswer()) {
            unanswered = sets;
            answers = given;
            throw new UncheckedIOException(new IOException("the answer was lost"));
        }
        return given;
    }

    private List<@Nullable Refused> append(long epoch, List<ChangeSet> sets) {
        return logged(
                () -> Payload.Fields.EMPTY
                        .with("do", "write")
                        .with("epoch", epoch)
                        .with("sets", MAPPER.write(sets)),
                store -> store.write(epoch, sets));
    }

    /** What must not be: a set in two writes, with time to be killed between them. */
    private List<@Nullable Refused> halves(long epoch, List<ChangeSet> sets) {
        List<@Nullable Refused> all = new ArrayList<>();
        for (ChangeSet set : sets) {
            int half = set.changes().size() / 2;
            append(epoch, List.of(new ChangeSet(set.changes().subList(0, half))));
            for (int i = 0; i < 200; i++) {
                locked(Store::position);
                locked(store -> contentsOf(store));
            }
            all.addAll(append(
                    epoch,
                    List.of(new ChangeSet(
                            set.changes().subList(half, set.changes().size())))));
        }
        return all;
    }

    private static List<Object> contentsOf(Store store) {
        return StoreTopic.contents(store);
    }

    @Override
    public Optional<OperationRow> operation(OperationId id) {
        return locked(store -> store.operation(id));
    }

    @Override
    public Optional<OperationRow> operationByKey(String requestKey) {
        return locked(store -> store.operationByKey(requestKey));
    }

    @Override
    public List<OperationRow> openOperations() {
        return locked(Store::openOperations);
    }

    @Override
    public List<OperationRow> recentOperations(int limit) {
        return locked(store -> store.recentOperations(limit));
    }

    @Override
    public List<StepRow> steps(OperationId operation) {
        return locked(store -> store.steps(operation));
    }

    @Override
    public Optional<StepRow> step(OperationId operation, int number) {
        return locked(store -> store.step(operation, number));
    }

    @Override
    public List<ClaimRow> claims() {
        return locked(Store::claims);
    }

    @Override
    public List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        return locked(store -> store.records(kind, group, after, limit));
    }

    @Override
    public Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return locked(store -> store.record(kind, key));
    }

    @Override
    public List<EventRow> outbox(int limit) {
        return locked(store -> store.outbox(limit));
    }

    @Override
    public long position() {
        long position = locked(Store::position);
        return flaw == LogFlaw.COUNTS_ANEW ? position - positionAtOpen : position;
    }

    @Override
    public Feed changes(long after, int limit) {
        return locked(store -> store.changes(after, limit));
    }

    @Override
    public List<EvidenceRow> evidence(long after, int limit) {
        return locked(store -> store.evidence(after, limit));
    }

    @Override
    public List<EvidenceRow> evidence(OperationId operation) {
        return locked(store -> store.evidence(operation));
    }

    @Override
    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return locked(store -> store.evidenceByKey(requestKey));
    }

    @Override
    public void exportTo(Consumer<StoredRow> all) {
        locked(store -> {
            store.exportTo(all);
            return store;
        });
    }

    @Override
    public void importFrom(Iterator<StoredRow> all) {
        List<Payload> imported = new ArrayList<>();
        logged(() -> Payload.Fields.EMPTY.with("do", "import").with("rows", new Payload.Items(imported)), store -> {
            store.importFrom(new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public StoredRow next() {
                    StoredRow row = all.next();
                    imported.add(((Payload.Fields) MAPPER.write(row))
                            .with("@type", row.getClass().getSimpleName()));
                    return row;
                }
            });
            return store;
        });
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
