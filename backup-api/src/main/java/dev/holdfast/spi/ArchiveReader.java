// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads an archive row by row, and says that there are no more only after it has checked the last line. */
final class ArchiveReader implements Iterator<StoredRow> {
    static final String FORMAT = "format";

    private static final List<Class<? extends StoredRow>> ORDER = List.of(
            StoredRow.Origin.class,
            OperationRow.class,
            StepRow.class,
            ClaimRow.class,
            RecordRow.class,
            EventRow.class,
            EvidenceRow.class);

    private final PayloadMapper mapper = PayloadMapper.withoutSecrets();
    private final ArchiveDigest lines = new ArchiveDigest();
    private final BufferedReader from;
    private final StringBuilder buffer = new StringBuilder();
    private long number;
    private int place;
    private @Nullable StoredRow next;
    private boolean ended;
    private @Nullable IOException broken;

    private long lastEvent;
    private long event;
    private long evidence;
    private String digest = "";

    ArchiveReader(Reader from) throws IOException {
        this.from = new BufferedReader(from);
        try {
            next = read();
        } catch (UncheckedIOException e) {
            throw broke(e);
        }
        if (!(next instanceof StoredRow.Origin origin)) {
            throw refused("its first line names no installation", "name a file that an export has written");
        }
        lastEvent = origin.lastEvent();
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = read();
        }
        return next != null;
    }

    @Override
    public StoredRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the archive has ended");
        }
        StoredRow row = Objects.requireNonNull(next);
        next = null;
        return row;
    }

    private @Nullable StoredRow read() {
        String line = line();
        if (line == null) {
            throw cut(number == 0 ? "it is empty" : "it has no last line, which counts the rows");
        }
        Payload.Fields fields = parsed(line);
        if (fields.get(PayloadMapper.TYPE) instanceof Payload.Text type
                && type.value().equals(ArchiveDigest.END)) {
            end(line);
            return null;
        }
        StoredRow row = row(line, fields);
        check(row);
        lines.add(line, row);
        return row;
    }

    private Payload.Fields parsed(String line) {
        try {
            if (CanonicalText.readRow(line) instanceof Payload.Fields fields) {
                return fields;
            }
        } catch (IllegalArgumentException e) {
            throw cut("line " + number + " cannot be read: " + e.getMessage());
        }
        throw cut("line " + number + " is no row");
    }

    private StoredRow row(String line, Payload.Fields fields) {
        Payload.Fields known = fields;
        if (number == 1) {
            if (!(fields.get(FORMAT) instanceof Payload.Whole format)) {
                throw refused("its first line names no format", "name a file that an export has written");
            } else if (format.value() != StoreArchive.FORMAT) {
                throw refused(
                        "it is of format " + format.value() + ", and this version reads " + StoreArchive.FORMAT,
                        "use the version of Holdfast that wrote it, or a later one");
            }
            known = fields.with(FORMAT, (Payload) null);
        }
        try {
            StoredRow row = mapper.read(known, StoredRow.class);
            Payload.Fields again = ((Payload.Fields) mapper.write(row))
                    .with(PayloadMapper.TYPE, row.getClass().getSimpleName())
                    .with(FORMAT, number == 1 ? fields.get(FORMAT) : null);
            if (CanonicalText.writeRow(again).equals(line)) {
                return row;
            }
        } catch (IllegalArgumentException e) {
            throw refused(
                    "line " + number + " is no row that this version knows: " + e.getMessage(),
                    "use the version of Holdfast that wrote it, or a later one");
        }
        throw refused(
                "line " + number + " holds more than this version knows, or was changed",
                "use the version of Holdfast that wrote it, or a later one");
    }

    private void check(StoredRow row) {
        int at = ORDER.indexOf(row.getClass());
        if (at < place || (at == 0 && number > 1)) {
            throw changed("line " + number + " does not come after the one before");
        }
        place = at;
        if (row instanceof EventRow each) {
            if (each.sequence() <= event || each.sequence() > lastEvent) {
                throw changed("event " + each.sequence() + " in line " + number + " is out of its order");
            }
            event = each.sequence();
        } else if (row instanceof EvidenceRow entry) {
            boolean follows =
                    entry.sequence() == evidence + 1 && entry.previous().equals(digest);
            if (!follows || !entry.intact()) {
                throw changed("evidence " + entry.sequence() + " in line " + number
                        + (follows ? " is not as it was written" : " does not follow the one before"));
            }
            evidence = entry.sequence();
            digest = entry.digest();
        }
    }

    private void end(String line) {
        if (!line.equals(lines.end().canonical())) {
            throw changed("its last line counts other rows, or has another digest");
        }
        ended = true;
        if (line() != null) {
            throw changed("something follows its last line");
        }
    }

    /** The next line, without its end; null if there is none. A longer one than there can be is not read to its end. */
    private @Nullable String line() {
        buffer.setLength(0);
        try {
            int c = from.read();
            if (c < 0) {
                return null;
            }
            number++;
            for (; c >= 0 && c != '\n'; c = from.read()) {
                if (buffer.length() == CanonicalText.ROW_LENGTH) {
                    throw changed("line " + number + " is longer than a row can be");
                }
                buffer.append((char) c);
            }
            return buffer.toString();
        } catch (IOException e) {
            broken = e;
            throw new UncheckedIOException(e);
        }
    }

    /** What is to be thrown on: the reader's own failure, or the store's. */
    IOException broke(UncheckedIOException thrown) {
        if (broken == null) {
            throw thrown;
        }
        return broken;
    }

    private static BackupException cut(String why) {
        return refused("it was cut or is no archive: " + why, "copy it again, and in full; nothing was imported");
    }

    private static BackupException changed(String why) {
        return refused("it was changed: " + why, "take another copy; nothing was imported");
    }

    private static BackupException refused(String why, String cure) {
        return new BackupException(new Failure(FailureKind.INVALID, "Cannot read the archive of a store", why, cure));
    }
}
