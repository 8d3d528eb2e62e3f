// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import org.jspecify.annotations.Nullable;

/** A row of a store, as it is handed from one store to another by {@link Store#exportTo} and {@link Store#importFrom}. */
public sealed interface StoredRow
        permits StoredRow.Origin, OperationRow, StepRow, ClaimRow, RecordRow, EventRow, EvidenceRow {
    /**
     * What a store says of itself, before all its rows.
     *
     * @param installation the installation that it holds, or {@code null} if no host has opened it yet
     * @param epoch the last epoch that was given to a host; 0 if none was
     * @param lastEvent the sequence of the last event that was ever added; 0 if none was
     */
    record Origin(@Nullable String installation, long epoch, long lastEvent) implements StoredRow {}
}
