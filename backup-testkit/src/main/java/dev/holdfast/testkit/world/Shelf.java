// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All things of one kind in one region. There are two views: what is there, and what describe and list show, which lags
 * behind for just-made things.
 *
 * @param <T> kind of thing
 */
public final class Shelf<T extends Resource> {

    private final Region region;
    private final Map<String, T> things = new LinkedHashMap<>();

    Shelf(Region region) {
        this.region = region;
    }

    /** What describe shows the account for this id. */
    public Optional<T> describe(String viewer, String id) {
        T thing = things.get(id);
        return thing != null && shows(thing, viewer) ? Optional.of(thing) : Optional.empty();
    }

    /** What list shows the account, in the order things were made. */
    public List<T> list(String viewer, Predicate<? super T> filter) {
        List<T> shown = new ArrayList<>();
        for (T thing : things.values()) {
            if (shows(thing, viewer) && filter.test(thing)) {
                shown.add(thing);
            }
        }
        return shown;
    }

    /** The thing as it is, visible or not; for tests. Null where none exists. */
    public @Nullable T actual(String id) {
        T thing = things.get(id);
        return thing != null && thing.exists() ? thing : null;
    }

    /** All things that exist, visible or not, in the order they were made; for tests. */
    public List<T> actual() {
        return things.values().stream().filter(Resource::exists).toList();
    }

    /** The thing a request is about, which must be the account's own. */
    T own(Envelope request, String id) {
        T thing = actual(id);
        if (thing == null || !thing.account().equals(request.account())) {
            throw region.physics().refuse(Reason.NOT_FOUND, request.api(), id);
        }
        return thing;
    }

    /** The thing a request is about, which is the account's own or shared with it. */
    T usable(Envelope request, String id) {
        T thing = actual(id);
        if (thing == null || !(thing.account().equals(request.account()) || thing.sharedWith(request.account()))) {
            throw region.physics().refuse(Reason.NOT_FOUND, request.api(), id);
        }
        return thing;
    }

    void add(T thing) {
        things.put(thing.id(), thing);
    }

    void remove(String id) {
        things.remove(id);
    }

    boolean has(String id) {
        return actual(id) != null;
    }

    private boolean shows(T thing, String viewer) {
        Instant now = region.loop().now();
        return thing.exists()
                && !thing.visibleAt().isAfter(now)
                && (thing.account().equals(viewer) || thing.sharedWith(viewer));
    }
}
