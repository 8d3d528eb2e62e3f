// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a look before a goal, or a guarded step, shows. */
final class Goals {
    private Goals() {}

    static List<Sighting> reached(Trace trace, String id, Payload.Fields outputs) {
        return List.of(new Sighting.Ours(trace.key(), id, null, outputs, List.of()));
    }

    static List<Sighting> onTheWay(Trace trace, String id, RemoteTask task) {
        return List.of(new Sighting.Ours(trace.key(), id, task, Payload.Fields.EMPTY, List.of()));
    }

    static List<Sighting> gone(Trace trace, String what) {
        return List.of(new Sighting.Gone(trace.key(), what));
    }

    static List<Sighting> busy(Trace trace, String what) {
        return List.of(new Sighting.Busy(trace.key(), what));
    }

    static List<Sighting> guardGone(Trace trace, String subject, String property, String wanted, String found) {
        return List.of(new Sighting.Unmet(trace.key(), Expectation.guard(subject, property, wanted), found));
    }

    static List<Sighting> unmet(Trace trace, String subject, String property, String wanted, String found) {
        return List.of(new Sighting.Unmet(trace.key(), Expectation.seen(subject, property, wanted), found));
    }

    /** What a step hands on beside its own subject: a later step's action may be about another thing. */
    static Payload.Fields result(String id, @Nullable String result) {
        return Payload.Fields.EMPTY.with("id", result == null ? id : result);
    }
}
