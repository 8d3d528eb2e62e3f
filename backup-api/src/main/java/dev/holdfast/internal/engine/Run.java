// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Section;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An operation that has not ended. Touched by the loop only. */
final class Run {
    final OperationId id;
    final @Nullable String requestKey;
    OperationState state;
    long version;
    int nextStep;
    Payload.Fields body;

    /** Steps that have not ended, and ended ones that an open step waits for. */
    final NavigableMap<Integer, LiveStep> steps = new TreeMap<>();

    /** How every step ended that has. */
    final Fates fates = new Fates();

    /** What they have done, for its evidence. */
    final Tally tally = new Tally();

    /** Keeps small what waits. */
    final Packing packing;

    final Map<Integer, Section> sections = new TreeMap<>();

    /** The steps of each section, by the number of its first. */
    final Map<Integer, List<LiveStep>> members = new TreeMap<>();

    /** Lanes in which nothing is called for it any more. */
    final Set<Lane> lost = new TreeSet<>();

    /** It waits for operations that make room for it. */
    boolean yielding;

    int open;
    boolean undoWanted;
    boolean writing;

    @Nullable
    LiveStep last;

    Run(OperationRow row, Packing packing) {
        this.packing = packing;
        this.id = row.id();
        this.requestKey = row.requestKey();
        this.state = row.state();
        this.version = row.version();
        this.nextStep = row.nextStep();
        this.body = row.body();
    }

    /** Whether it only shows what would be done. */
    boolean preview() {
        return body.truth("preview");
    }

    /** A step has ended. */
    void ended(LiveStep step) {
        if (fates.state(step.node.number()) == null) {
            tally.ended(step);
        }
        fates.put(step);
    }

    OperationRow row() {
        return new OperationRow(id, version, requestKey, state, nextStep, body);
    }
}
