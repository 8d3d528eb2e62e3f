// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Progress;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of an operation: its row, or once that is forgotten, its evidence.
 *
 * @param id which
 * @param requestKey the application's key, or {@code null}
 * @param state where it stands
 * @param body what was asked, when, and what came of it
 * @param forgotten how much of it was done, where its steps are forgotten; else {@code null}
 */
public record Known(
        OperationId id,
        @Nullable String requestKey,
        OperationState state,
        Payload.Fields body,
        @Nullable Progress forgotten) {
    /** What the body of an operation says that cannot be taken back once it is done: that it was accepted is evidence. */
    public static final String DESTRUCTIVE = "destructive";

    /** What the end of an operation is called in the evidence. */
    static final String TYPE = "operation";

    /** What its evidence says of an operation that is kept whole, since what came of it is too long to be in there. */
    static final String WHOLE = "keptWhole";

    /** What of its body the evidence keeps. */
    static final List<String> KEPT = List.of("title", "request", "orderedAt", "approved", "result", "failure");

    private static Known of(OperationRow row) {
        return new Known(row.id(), row.requestKey(), row.state(), row.body(), null);
    }

    private static Known of(EvidenceRow row) {
        int requests = Math.toIntExact(row.body().whole("requests"));
        return new Known(
                row.operation(),
                row.requestKey(),
                OperationState.valueOf(row.body().text("state")),
                row.body(),
                new Progress(requests, 0, requests));
    }

    /** Whether an entry of the evidence tells of the end of an operation. */
    static boolean isEnd(EvidenceRow row) {
        return row.body().get("type") instanceof Payload.Text type
                && type.value().equals(TYPE);
    }

    /**
     * Looks for an operation.
     *
     * @param store where
     * @param id which
     * @return what is known of it, or empty
     */
    public static Optional<Known> find(Store store, OperationId id) {
        Optional<OperationRow> row = store.operation(id);
        return row.isPresent()
                ? row.map(Known::of)
                : store.evidence(id).stream().filter(Known::isEnd).findFirst().map(Known::of);
    }

    /** The row of an operation that a host has held open; where it is forgotten meanwhile, of one that has ended. */
    static OperationRow row(Store store, OperationId id) {
        Optional<OperationRow> row = store.operation(id);
        if (row.isPresent()) {
            return row.get();
        }
        Optional<Known> known = find(store, id);
        // Without evidence it was a preview.
        return new OperationRow(
                id,
                Long.MAX_VALUE,
                known.map(Known::requestKey).orElse(null),
                known.map(Known::state).orElse(OperationState.CANCELLED),
                0,
                known.map(Known::body).orElse(Payload.Fields.EMPTY.with("preview", Payload.of(true))));
    }

    /**
     * Looks for the operation that was accepted under a request key.
     *
     * @param store where
     * @param requestKey the key
     * @return what is known of it, or empty
     */
    public static Optional<Known> byKey(Store store, String requestKey) {
        Optional<OperationRow> row = store.operationByKey(requestKey);
        return row.isPresent()
                ? row.map(Known::of)
                : store.evidenceByKey(requestKey).filter(Known::isEnd).map(Known::of);
    }
}
