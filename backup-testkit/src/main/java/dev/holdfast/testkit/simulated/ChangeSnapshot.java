// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Lock;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.front.Arrival;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Brings a snapshot into a state: deleted, shared, not shared, locked, marked. Each is a goal and done when answered. */
final class ChangeSnapshot implements Verb {
    /** The states. */
    enum Goal {
        /** Gone. */
        DELETED,
        /** Usable by another account. */
        SHARED,
        /** No longer so. */
        UNSHARED,
        /** Protected from deletion. */
        LOCKED,
        /** Carrying marks. */
        MARKED
    }

    private final Goal goal;

    ChangeSnapshot(Goal goal) {
        this.goal = goal;
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = Arguments.text(primitive, "snapshot");
        var snapshots = place.region().snapshots();
        switch (goal) {
            case DELETED -> snapshots.delete(arrival, id);
            case SHARED -> snapshots.share(arrival, id, Arguments.text(primitive, "with"), true);
            case UNSHARED -> snapshots.share(arrival, id, Arguments.text(primitive, "with"), false);
            case LOCKED -> snapshots.lock(arrival, id, lock(primitive, call.intendedAt()));
            case MARKED -> snapshots.mark(arrival, id, Arguments.map(primitive.arguments(), "marks"));
        }
        return Answer.done();
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        String id = Arguments.text(primitive, "snapshot");
        Optional<Snapshot> found =
                look.place().region().snapshots().shelf().describe(look.place().account(), id);
        if (found.isEmpty()) {
            boolean fine = goal == Goal.DELETED || goal == Goal.UNSHARED;
            return List.of(fine ? reached(trace, "") : new Sighting.Gone(trace.key(), "snapshot " + id));
        }
        return isReached(primitive, found.get(), trace.notBefore()) ? List.of(reached(trace, id)) : List.of();
    }

    private boolean isReached(Primitive primitive, Snapshot snapshot, Instant intendedAt) {
        return switch (goal) {
            case DELETED -> snapshot.recycledUntil() != null;
            case SHARED -> snapshot.sharedWith().contains(Arguments.text(primitive, "with"));
            case UNSHARED -> !snapshot.sharedWith().contains(Arguments.text(primitive, "with"));
            case LOCKED -> lock(primitive, intendedAt).equals(snapshot.lock());
            case MARKED ->
                snapshot.marks()
                        .entrySet()
                        .containsAll(
                                Arguments.map(primitive.arguments(), "marks").entrySet());
        };
    }

    private static Sighting reached(Trace trace, String id) {
        return new Sighting.Ours(trace.key(), id, null, Payload.Fields.EMPTY, List.of());
    }

    /** Absolute from the intent on, which is the same in every send of a generation. */
    private static Lock lock(Primitive primitive, Instant intendedAt) {
        long coolingOff = Arguments.whole(primitive, "coolingOffMillis");
        return new Lock(
                Lock.Mode.valueOf(Arguments.text(primitive, "mode")),
                coolingOff == 0 ? null : intendedAt.plusMillis(coolingOff),
                intendedAt.plusMillis(Arguments.whole(primitive, "keepMillis")));
    }
}
