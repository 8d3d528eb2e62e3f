// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all things in a region have in common. Changed only by the services of its region, on the loop. */
public abstract sealed class Resource permits Stored, Machine {

    private final Kind kind;
    private final String id;
    private final String account;
    private final String region;
    private final Instant createdAt;
    private final Instant visibleAt;
    private final TreeMap<String, String> marks;

    Resource(Kind kind, String id, String account, String region, Birth birth) {
        this.kind = kind;
        this.id = id;
        this.account = account;
        this.region = region;
        this.createdAt = birth.at();
        this.visibleAt = birth.visibleAt();
        this.marks = new TreeMap<>(birth.marks());
    }

    /** When and how a thing comes to be. */
    record Birth(Instant at, Instant visibleAt, SortedMap<String, String> marks) {}

    /** Its kind. */
    public final Kind kind() {
        return kind;
    }

    /** Its cloud id, unique in its region. */
    public final String id() {
        return id;
    }

    /** Whose it is. */
    public final String account() {
        return account;
    }

    /** Where it is. */
    public final String region() {
        return region;
    }

    /** When the call that made it took effect. */
    public final Instant createdAt() {
        return createdAt;
    }

    /** From when on describe and list show it. */
    public final Instant visibleAt() {
        return visibleAt;
    }

    /** Its tags. */
    public final SortedMap<String, String> marks() {
        return Collections.unmodifiableSortedMap(marks);
    }

    /** Whether it exists at all, visible or not. */
    public abstract boolean exists();

    /** Whether another account may see and use it. */
    abstract boolean sharedWith(String other);

    final void mark(Map<String, String> add) {
        marks.putAll(add);
    }

    final void unmark(Iterable<String> keys) {
        keys.forEach(marks::remove);
    }
}
