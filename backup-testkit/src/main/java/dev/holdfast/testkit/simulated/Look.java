// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Marks;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Resource;
import dev.holdfast.testkit.world.Shelf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One look at a region: a listing by the mark of a key is made once, whatever number of keys it is made for. */
final class Look {
    private final Place place;
    private final Map<Shelf<?>, Map<String, List<Resource>>> marked = new LinkedHashMap<>();

    Look(Place place) {
        this.place = place;
    }

    Place place() {
        return place;
    }

    /** What the call of a trace made: shown under its name where it has one of ours, else with its mark. */
    <T extends Resource> List<T> made(Trace trace, Shelf<T> shelf, Class<T> type) {
        return trace.primitive().repeat() == RepeatClass.NAMED
                ? shelf.describe(place.account(), Names.name(trace.key())).stream()
                        .toList()
                : carrying(shelf, type, trace.key());
    }

    /** What is shown with the mark of this key, in the order in which it was made. */
    <T extends Resource> List<T> carrying(Shelf<T> shelf, Class<T> type, StepKey key) {
        Map<String, List<Resource>> index = marked.computeIfAbsent(shelf, s -> index(shelf));
        List<T> found = new ArrayList<>();
        for (Resource thing : index.getOrDefault(Names.keyMark(key), List.of())) {
            found.add(type.cast(thing));
        }
        return found;
    }

    private <T extends Resource> Map<String, List<Resource>> index(Shelf<T> shelf) {
        Map<String, List<Resource>> index = new LinkedHashMap<>();
        for (T thing : shelf.list(place.account(), each -> each.marks().containsKey(Marks.KEY))) {
            String mark = thing.marks().get(Marks.KEY);
            if (mark != null) {
                index.computeIfAbsent(mark, m -> new ArrayList<>()).add(thing);
            }
        }
        return index;
    }
}
