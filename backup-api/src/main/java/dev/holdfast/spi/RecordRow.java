// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * A record beside the journal.
 *
 * @param kind what it is
 * @param group what it is looked up by: the resource of a point, the lane of a watch
 * @param key unique in its kind
 * @param version counts the writes of this row, from 1
 * @param body what it says
 */
public record RecordRow(Kind kind, String group, String key, long version, Payload.Fields body) implements StoredRow {
    /** What a record is. This list grows. */
    public enum Kind {
        /** A recovery point; grouped by resource. */
        POINT,
        /** A replica of a point; grouped by the resource of the point. */
        REPLICA,
        /** A recovery plan; grouped by nothing. */
        PLAN,
        /** A generation that may have a twin; grouped by lane. */
        WATCH,
        /** What must be done when a lost lane is back; grouped by lane. */
        OBLIGATION,
        /** What the last prune of a resource saw and chose; grouped by nothing. */
        PRUNED,
        /** Under which epoch of the kit stores this store acts; one row. */
        EPOCH,
        /** What was learned of a lane; grouped by provider. */
        LEARNED,
        /** How far ended operations were forgotten, and which are to be later; grouped by why. */
        COMPACTION,
        /** Whose turn it is in a lane, and what the last turn left for the next; grouped by nothing, by the lane's name. */
        LANE
    }

    /**
     * Checks the parts.
     *
     * @param kind what it is
     * @param group what it is looked up by: the resource of a point, the lane of a watch
     * @param key unique in its kind
     * @param version counts the writes of this row, from 1
     * @param body what it says
     */
    public RecordRow {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
    }
}
