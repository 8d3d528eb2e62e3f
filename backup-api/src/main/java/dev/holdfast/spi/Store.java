// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where an installation keeps what must survive: journal, claims, outbox and catalogue, in one transaction. Called by
 * one thread at a time per host; several hosts may share one store.
 *
 * <p>What is acknowledged survives the end of the process, for every store but the one in memory.
 */
public interface Store extends AutoCloseable {
    /**
     * A store that ends with the process: for tests and for a first look.
     *
     * @return an empty store
     */
    static Store inMemory() {
        return new InMemoryStore();
    }

    /**
     * Makes a host the owner of the installation's lanes, after all owners before. Writes of an earlier owner are
     * refused from now on.
     *
     * @param installation the installation's name; a store holds one installation
     * @param host the host's name
     * @return the epoch of this ownership, greater than all before
     * @throws dev.holdfast.failure.BackupException if the store holds another installation
     */
    long acquire(String installation, String host);

    /**
     * Lets a host work beside others that have joined. Whoever had acquired the store for itself is fenced; those who
     * have joined are not: they keep to their turns by {@link ChangeSet.Change.RequireTurn}.
     *
     * @param installation the installation's name; a store holds one installation
     * @param host the host's name
     * @return the epoch that all who have joined write under
     * @throws dev.holdfast.failure.BackupException if the store holds another installation
     */
    long join(String installation, String host);

    /**
     * Writes change sets: each whole or not at all, in order; later ones see earlier ones. When this returns, what was
     * accepted is durable.
     *
     * @param epoch the writer's epoch
     * @param sets the change sets
     * @return for each set {@code null} if it was accepted, else why it was refused
     * @throws RuntimeException if the store cannot be written; nothing of it was written then, or all of it, and a repeat
     *     of the same sets by the same writer gives the answers of the first time
     */
    List<@Nullable Refused> write(long epoch, List<ChangeSet> sets);

    /**
     * An operation.
     *
     * @param id which
     * @return its row, or empty
     */
    Optional<OperationRow> operation(OperationId id);

    /**
     * The operation that was accepted under a request key.
     *
     * @param requestKey the key
     * @return its row, or empty
     */
    Optional<OperationRow> operationByKey(String requestKey);

    /**
     * Operations that have not ended, in the order of their ids.
     *
     * @return the rows
     */
    List<OperationRow> openOperations();

    /**
     * All operations, newest first.
     *
     * @param limit how many at most
     * @return the rows
     */
    List<OperationRow> recentOperations(int limit);

    /**
     * The steps of an operation, by number.
     *
     * @param operation which
     * @return the rows
     */
    List<StepRow> steps(OperationId operation);

    /**
     * One step.
     *
     * @param operation which operation
     * @param number its number
     * @return its row, or empty
     */
    Optional<StepRow> step(OperationId operation, int number);

    /**
     * Who holds claims.
     *
     * @return all claims, by subject and operation
     */
    List<ClaimRow> claims();

    /**
     * Records of a kind: catalogue points by resource, plans, watch lists, obligations, learned limits.
     *
     * @param kind which kind
     * @param group only those of this group, or {@code null} for all
     * @param after only those whose key comes after this one, or {@code null} from the first
     * @param limit how many at most
     * @return the rows, by key
     */
    List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit);

    /**
     * One record.
     *
     * @param kind which kind
     * @param key its key
     * @return the row, or empty
     */
    Optional<RecordRow> record(RecordRow.Kind kind, String key);

    /**
     * Events that were not yet handed out, in order.
     *
     * @param limit how many at most
     * @return the rows
     */
    List<EventRow> outbox(int limit);

    /**
     * The number of the last write. Each {@link #write} that changes something raises it, in the order in which writes
     * become visible.
     *
     * @return the number; 0 if nothing was written
     */
    long position();

    /**
     * What has changed in operations and steps. A row that changed more than once is given once, as it is now; a row that
     * was forgotten since is left out.
     *
     * @param after what changed after the write of this number
     * @param limit how many rows at most, if more than one write has to be told of; the rows of one write stay together
     * @return the rows in the order of their last change
     */
    Feed changes(long after, int limit);

    /**
     * Evidence, in order.
     *
     * @param after only what comes after this place; 0 from the first
     * @param limit how many at most
     * @return the rows
     */
    List<EvidenceRow> evidence(long after, int limit);

    /**
     * Evidence of an operation, in order.
     *
     * @param operation which
     * @return the rows
     */
    List<EvidenceRow> evidence(OperationId operation);

    /**
     * The newest evidence with a request key.
     *
     * @param requestKey the key
     * @return the row, or empty
     */
    Optional<EvidenceRow> evidenceByKey(String requestKey);

    /**
     * Hands out everything that is stored, as it is at one moment: of a write that comes meanwhile there is all or
     * nothing. Such a write may have to wait. What is held in memory does not grow with what is stored.
     *
     * <p>The order is: the {@link StoredRow.Origin}, operations by id, steps by operation and number, claims by subject and
     * operation, records by kind and key, events and evidence each by sequence.
     *
     * @param rows is given one row after the other; it must not call this store. What it throws ends the export and is
     *     passed on
     * @throws RuntimeException if the store cannot be read
     */
    void exportTo(Consumer<StoredRow> rows);

    /**
     * Fills this store with what another one handed out. When this returns, everything is durable; when it throws,
     * nothing is stored.
     *
     * <p>Rows keep their versions and sequences, and the store its installation and epoch: whoever opens it next gets a
     * greater one. Only {@link #position} counts anew, and each operation and step counts as changed in a write of its
     * own. Events that are added later come after the last one of before. Request keys of operations that were forgotten
     * are known by the evidence. Whether a row makes sense is not checked, apart from what is said below.
     *
     * @param rows the rows, in the order of {@link #exportTo}; asked for one at a time and not kept. What it throws ends
     *     the import and is passed on
     * @throws dev.holdfast.failure.BackupException if this store is not empty: a host has acquired or joined it; or if the
     *     first row is no {@link StoredRow.Origin}, another one is, or a row is there twice
     * @throws RuntimeException if the store cannot be written
     */
    void importFrom(Iterator<StoredRow> rows);

    /** Frees what the store holds. */
    @Override
    void close();

    /**
     * What has changed.
     *
     * @param upTo the number of the last write that this tells of
     * @param operations operations that changed
     * @param steps steps that changed
     * @param more whether there is more to be told already
     */
    record Feed(long upTo, List<OperationRow> operations, List<StepRow> steps, boolean more) {
        /**
         * Copies the lists.
         *
         * @param upTo the number of the last write that this tells of
         * @param operations operations that changed
         * @param steps steps that changed
         * @param more whether there is more to be told already
         */
        public Feed {
            operations = List.copyOf(operations);
            steps = List.copyOf(steps);
        }
    }

    /**
     * Why a change set was not written.
     *
     * @param reason what kind of reason
     * @param what what stood in the way, for a person: the holder of a claim, the row that had changed
     */
    record Refused(Reason reason, String what) {
        /** What kind of reason. */
        public enum Reason {
            /** Another owner has taken over: this host only reads from now on. */
            FENCED,
            /** A row was not as the writer expected. */
            CHANGED,
            /** A claim is held by another operation. */
            CLAIMED,
            /** A condition does not hold. */
            UNMET,
            /** The turn of a lane is over: another one has begun, here or on another host. */
            TURN_OVER,
            /** The request key belongs to another operation. */
            KEY_TAKEN
        }
    }
}
