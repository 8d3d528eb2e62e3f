// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** What has changed, read off the rows themselves: each carries the write that changed it last, and its place in it. */
final class Feeds {
    private static final String OPERATIONS =
            "SELECT " + Rows.OPERATION + ", changed FROM ${prefix}operation WHERE changed >= ? AND changed < ?";
    private static final String STEPS =
            "SELECT " + Rows.STEP_COLUMNS + ", s.changed" + Rows.FROM_STEP + " WHERE s.changed >= ? AND s.changed < ?";

    private Feeds() {}

    /** A row with its last change. */
    private record Changed<T>(T row, long changed) {}

    /** Rows in the order of their last change. */
    private record Page(List<Changed<OperationRow>> operations, List<Changed<StepRow>> steps) {
        /** As a page of the feed, without what changed later. */
        Store.Feed until(long changed, long upTo, boolean more) {
            return new Store.Feed(upTo, before(operations, changed), before(steps, changed), more);
        }

        private static <T> List<T> before(List<Changed<T>> rows, long changed) {
            return rows.stream()
                    .filter(row -> row.changed() < changed)
                    .map(Changed::row)
                    .toList();
        }

        long[] changes() {
            return LongStream.concat(
                            operations.stream().mapToLong(Changed::changed),
                            steps.stream().mapToLong(Changed::changed))
                    .sorted()
                    .toArray();
        }
    }

    static Store.Feed read(Statements statements, long after, int limit) throws SQLException {
        // First, so that what changes while this reads is told of the next time.
        long upTo = Math.max(after, Reading.position(statements));
        if (upTo == after) {
            return new Store.Feed(upTo, List.of(), List.of(), false);
        }
        int most = Math.max(0, Math.min(limit, Integer.MAX_VALUE - 1));
        long from = Math.max(0, after + 1) * Draft.PLACES;
        long end = (upTo + 1) * Draft.PLACES;
        Page page = page(statements, from, end, most + 1);
        long[] changes = page.changes();
        if (changes.length <= most) {
            return page.until(end, upTo, false);
        }
        // The write of the first row beyond the limit is left out, unless it is the very first: then it is all there
        // is.
        long first = changes[0] / Draft.PLACES;
        long beyond = changes[most] / Draft.PLACES;
        if (beyond > first) {
            return page.until(beyond * Draft.PLACES, beyond - 1, true);
        }
        long next = (first + 1) * Draft.PLACES;
        Page whole = page(statements, from, next, Integer.MAX_VALUE);
        long[] following = page(statements, next, end, 1).changes();
        return following.length == 0
                ? whole.until(next, upTo, false)
                : whole.until(next, following[0] / Draft.PLACES - 1, true);
    }

    private static Page page(Statements statements, long from, long end, int limit) throws SQLException {
        return new Page(
                statements.query(
                        OPERATIONS + " ORDER BY changed LIMIT ?",
                        row -> new Changed<>(Rows.operation(row), row.getLong(7)),
                        from,
                        end,
                        limit),
                statements.query(
                        STEPS + " ORDER BY s.changed LIMIT ?",
                        row -> new Changed<>(Rows.step(row), row.getLong(8)),
                        from,
                        end,
                        limit));
    }
}
