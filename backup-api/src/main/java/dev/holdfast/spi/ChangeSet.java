// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are written together or not at all. Each is made, and its condition looked at, on what those before it in
 * the same set have left.
 *
 * @param changes the changes, applied in order
 */
public record ChangeSet(List<Change> changes) {
    /**
     * Copies the list.
     *
     * @param changes the changes, applied in order
     */
    public ChangeSet {
        changes = List.copyOf(changes);
    }

    /** One change, with the condition under which it is made. */
    public sealed interface Change {
        /**
         * Writes an operation, if its stored version is one less than the row's. A first version is refused as
         * {@link Store.Refused.Reason#KEY_TAKEN} if its request key belongs to another operation: one that is stored, or
         * one that has evidence with that key, also if the operation was forgotten since.
         *
         * @param row the row
         */
        record PutOperation(OperationRow row) implements Change {}

        /**
         * Writes a step, if its stored version is one less than the row's.
         *
         * @param row the row
         */
        record PutStep(StepRow row) implements Change {}

        /**
         * Takes a claim, unless another operation holds one that excludes it. An operation may hold a claim once;
         * taking it again changes its mode.
         *
         * @param row the claim
         */
        record TakeClaim(ClaimRow row) implements Change {}

        /**
         * Frees the claims of an operation. What follows in the same set finds them free.
         *
         * @param operation which
         */
        record FreeClaims(OperationId operation) implements Change {}

        /**
         * Frees one claim of an operation, if it holds it. What follows in the same set finds it free.
         *
         * @param subject what it claims
         * @param operation which
         */
        record FreeClaim(String subject, OperationId operation) implements Change {}

        /**
         * Writes a record, if its stored version is one less than the row's. A row of version 0 is written whatever is
         * stored, and gets the next version.
         *
         * @param row the row
         */
        record PutRecord(RecordRow row) implements Change {}

        /**
         * Removes a record, if it is there.
         *
         * @param kind its kind
         * @param key its key
         */
        record RemoveRecord(RecordRow.Kind kind, String key) implements Change {}

        /**
         * Adds an event to the outbox.
         *
         * @param operation whose event
         * @param body what happened
         */
        record AddEvent(OperationId operation, Payload.Fields body) implements Change {}

        /**
         * Removes events that were handed out.
         *
         * @param upTo the last of them
         */
        record RemoveEvents(long upTo) implements Change {}

        /**
         * Changes nothing; refuses the set if someone else claims the subject.
         *
         * @param subject what must not be claimed
         * @param except whose claims do not count
         */
        record RequireUnclaimed(String subject, OperationId except) implements Change {}

        /**
         * Changes nothing; refuses the set unless a record is there in this version.
         *
         * @param kind its kind
         * @param key its key
         * @param version the version; 0 for: must not be there
         */
        record RequireRecord(RecordRow.Kind kind, String key, long version) implements Change {}

        /**
         * Changes nothing; refuses the set as {@link Store.Refused.Reason#TURN_OVER} unless the record of a lane is there
         * in this version: whoever takes the lane next raises it.
         *
         * @param lane the lane's name, which is the key of a record of kind {@link RecordRow.Kind#LANE}
         * @param turn the version
         */
        record RequireTurn(String lane, long turn) implements Change {}

        /**
         * Makes a lane due, with everything else in this set: something in it has changed. Where hosts take turns, the
         * next turn of the lane begins as soon as a host is free; a store that one host has for itself does nothing.
         *
         * @param lane the lane's name
         */
        record Wake(String lane) implements Change {}

        /**
         * Adds to the evidence, which is never changed and never removed. The store gives the entry its place and chains
         * it to the one before, see {@link EvidenceRow}.
         *
         * @param operation whose evidence
         * @param requestKey the application's key for that operation, or {@code null}; an entry that has one is found by it
         * @param body what happened
         */
        record AddEvidence(OperationId operation, @Nullable String requestKey, Payload.Fields body) implements Change {}

        /**
         * Removes an operation that has ended, with its steps and claims. Its evidence stays; without evidence its request
         * key is free again. Refuses the set as
         * {@link Store.Refused.Reason#UNMET} if the operation is open; does nothing if it is not there.
         *
         * @param operation which
         */
        record Forget(OperationId operation) implements Change {}
    }

    /**
     * A set of these changes.
     *
     * @param changes the changes
     * @return the set
     */
    public static ChangeSet of(Change... changes) {
        return new ChangeSet(List.of(Objects.requireNonNull(changes, "changes")));
    }
}
