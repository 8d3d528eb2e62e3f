// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.StoredRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in what another store handed out, in one transaction. */
final class Import {
    private static final int PAGE = 500;

    private final Session session;
    private final Map<Shape, List<@Nullable Object[]>> waiting = new LinkedHashMap<>();
    private int rows;
    private long position;
    private long lastEvent;
    private long lastEvidence;
    private String lastDigest = "";
    private final StringBuilder chunk = new StringBuilder();
    private long firstOfChunk;

    Import(Session session) {
        this.session = session;
    }

    void from(Iterator<StoredRow> all) {
        session.write("Cannot import into the store", statements -> {
            statements.first(statements.dialect().lockInstallation(), Head::read);
            statements
                    .first(
                            "SELECT name FROM ${prefix}installation WHERE id = 1 AND name IS NOT NULL",
                            row -> Keys.read(row.getString(1)))
                    .ifPresent(name -> {
                        throw refused(
                                "it holds installation '" + name + "' already",
                                "import into a store that was never opened");
                    });
            if (!all.hasNext() || !(all.next() instanceof StoredRow.Origin origin)) {
                throw refused("the rows do not begin with their origin", "pass the rows as they were exported");
            }
            while (all.hasNext()) {
                take(all.next());
                if (rows >= PAGE) {
                    flush(statements);
                }
            }
            endChunk();
            flush(statements);
            statements.update(
                    "UPDATE ${prefix}installation SET name = ?, epoch = ?, position = ?, last_event = ?,"
                            + " last_evidence = ?, last_digest = ? WHERE id = 1",
                    Keys.storedOrNull(origin.installation()),
                    origin.epoch(),
                    position,
                    Math.max(origin.lastEvent(), lastEvent),
                    lastEvidence,
                    lastDigest);
            return Session.kept(true);
        });
    }

    private void take(StoredRow row) {
        if (row instanceof OperationRow operation) {
            position++;
            add(Shape.OPERATION, Flush.inserted(operation, position * Draft.PLACES));
        } else if (row instanceof StepRow step) {
            position++;
            add(Shape.STEP, Flush.inserted(step, position * Draft.PLACES));
            if (!step.node().fields().isEmpty()) {
                add(Shape.NODE, Flush.node(step, step.node()));
            }
        } else if (row instanceof ClaimRow claim) {
            add(
                    Shape.CLAIM,
                    Keys.stored(claim.subject()),
                    claim.operation().value(),
                    claim.mode().name());
        } else if (row instanceof RecordRow each) {
            add(Shape.RECORD, Flush.inserted(each));
        } else if (row instanceof EventRow event && event.sequence() > lastEvent) {
            take(event);
        } else if (row instanceof EvidenceRow entry && entry.sequence() == lastEvidence + 1) {
            add(Shape.EVIDENCE, Flush.inserted(entry));
            lastEvidence = entry.sequence();
            lastDigest = entry.digest();
        } else {
            throw outOfOrder();
        }
    }

    private void take(EventRow event) {
        if (event.sequence() != lastEvent + 1 || chunk.length() >= Outboxes.CHUNK) {
            endChunk();
        }
        firstOfChunk = chunk.isEmpty() ? event.sequence() : firstOfChunk;
        Outboxes.append(chunk, event.operation(), event.body());
        lastEvent = event.sequence();
    }

    private void endChunk() {
        if (!chunk.isEmpty()) {
            add(Shape.OUTBOX, firstOfChunk, lastEvent, chunk.toString());
            chunk.setLength(0);
        }
    }

    private void add(Shape shape, @Nullable Object... values) {
        waiting.computeIfAbsent(shape, key -> new ArrayList<>()).add(values);
        rows++;
    }

    private void flush(Statements statements) throws SQLException {
        try {
            for (Map.Entry<Shape, List<@Nullable Object[]>> each : waiting.entrySet()) {
                statements.bulk(
                        statements.dialect().insert(each.getKey()),
                        each.getKey().columns(),
                        each.getValue());
            }
        } catch (SQLException e) {
            if (Failures.isConflict(e)) {
                throw outOfOrder();
            }
            throw e;
        }
        waiting.clear();
        rows = 0;
    }

    private static BackupException outOfOrder() {
        return refused("a row is there twice or out of its order", "pass the rows as they were exported");
    }

    private static BackupException refused(String why, String cure) {
        return new BackupException(new Failure(FailureKind.INVALID, "Cannot import into the store", why, cure));
    }
}
