// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.EvidenceRow;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The row of the installation.
 *
 * @param epoch who may write
 * @param position the number of the last write
 * @param lastEvent the last event that was added
 * @param removedEvent up to which event all have been handed out
 * @param lastEvidence the last place in the evidence
 * @param lastDigest its digest
 */
record Head(long epoch, long position, long lastEvent, long removedEvent, long lastEvidence, String lastDigest) {
    static final String COLUMNS = "epoch, position, last_event, removed_event, last_evidence, last_digest";

    static Head read(ResultSet row) throws SQLException {
        return new Head(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getString(6));
    }

    Head withEvent() {
        return new Head(epoch, position, lastEvent + 1, removedEvent, lastEvidence, lastDigest);
    }

    Head withoutEvents(long upTo) {
        long removed = Math.max(removedEvent, Math.min(upTo, lastEvent));
        return new Head(epoch, position, lastEvent, removed, lastEvidence, lastDigest);
    }

    Head with(EvidenceRow row) {
        return new Head(epoch, position, lastEvent, removedEvent, row.sequence(), row.digest());
    }
}
