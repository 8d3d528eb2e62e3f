// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The row of the installation, as it is locked and as a write leaves it. */
final class Head {
    static final String COLUMNS = "epoch, position, last_event, removed_event, last_evidence, last_digest";

    final long epoch;
    final long position;
    long lastEvent;
    long removedEvent;
    long lastEvidence;
    String lastDigest;

    Head(ResultSet row) throws SQLException {
        epoch = row.getLong(1);
        position = row.getLong(2);
        lastEvent = row.getLong(3);
        removedEvent = row.getLong(4);
        lastEvidence = row.getLong(5);
        lastDigest = row.getString(6);
    }
}
