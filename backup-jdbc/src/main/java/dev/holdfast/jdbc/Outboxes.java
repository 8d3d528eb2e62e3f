// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.Payload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of the outbox: some events each, one a line, since canonical text has no line ends. */
final class Outboxes {
    /** As much as one row holds, in characters, unless a single event is longer. */
    static final int CHUNK = 32_768;

    private Outboxes() {}

    /** A row of the outbox, and up to which event all have been handed out. */
    private record Chunk(long first, long last, String events, long removed) {}

    static void append(StringBuilder chunk, OperationId operation, Payload.Fields body) {
        chunk.append(operation.value()).append(' ').append(body.canonical()).append('\n');
    }

    /** Events that were not yet handed out, from after a place. */
    static List<EventRow> read(Statements statements, long place, int limit) throws SQLException {
        List<EventRow> found = new ArrayList<>();
        long after = place;
        while (found.size() < limit) {
            List<Chunk> chunks = statements.query(
                    "SELECT o.first_event, o.last_event, o.events, i.removed_event FROM ${prefix}outbox o, ${prefix}installation i"
                            + " WHERE i.id = 1 AND o.last_event > ? ORDER BY o.first_event LIMIT 8",
                    row -> new Chunk(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4)),
                    after);
            if (chunks.isEmpty()) {
                return found;
            }
            for (Chunk chunk : chunks) {
                after = chunk.last();
                read(chunk, Math.max(place, chunk.removed()), limit, found);
            }
        }
        return found;
    }

    private static void read(Chunk chunk, long place, int limit, List<EventRow> found) {
        long sequence = chunk.first();
        for (int from = 0; from < chunk.events().length() && found.size() < limit; sequence++) {
            int end = chunk.events().indexOf('\n', from);
            if (sequence > place) {
                int blank = chunk.events().indexOf(' ', from);
                found.add(new EventRow(
                        sequence,
                        new OperationId(chunk.events().substring(from, blank)),
                        Rows.fields(chunk.events().substring(blank + 1, end))));
            }
            from = end + 1;
        }
    }
}
