// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Chooses machines and disks: by id, by name or by tag, in one or more regions. Immutable; each method returns a new
 * selector. A selector by name or tag needs at least one region ({@link #in}) before it is used.
 */
public final class ResourceSelector {
    /** What a selector goes by. */
    public enum By {
        /** Exact ids. */
        ID,
        /** A tag's key and value. */
        TAG,
        /** The names for people, or the cloud's ids. */
        NAME
    }

    private static final int SHOWN = 20;

    private final By by;
    private final ResourceKind kind;
    private final List<ResourceId> ids;
    private final List<String> names;
    private final @Nullable String tagKey;
    private final @Nullable String tagValue;
    private final List<Location> locations;

    private ResourceSelector(
            By by,
            ResourceKind kind,
            List<ResourceId> ids,
            List<String> names,
            @Nullable String tagKey,
            @Nullable String tagValue,
            List<Location> locations) {
        this.by = by;
        this.kind = kind;
        this.ids = List.copyOf(ids);
        this.names = List.copyOf(names);
        this.tagKey = tagKey;
        this.tagValue = tagValue;
        this.locations = List.copyOf(locations);
    }

    /**
     * The things of these ids.
     *
     * @param ids at least one id, all of one kind
     * @return the selector
     * @throws IllegalArgumentException if there is none, or if kinds are mixed
     */
    public static ResourceSelector of(ResourceId... ids) {
        return of(List.of(ids));
    }

    /**
     * The things of these ids.
     *
     * @param ids at least one id, all of one kind
     * @return the selector
     * @throws IllegalArgumentException if there is none, or if kinds are mixed
     */
    public static ResourceSelector of(List<ResourceId> ids) {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("A selector by id needs at least one id");
        }
        ResourceKind kind = ids.get(0).kind();
        List<Location> locations = new ArrayList<>();
        for (ResourceId id : ids) {
            if (id.kind() != kind) {
                throw new IllegalArgumentException(
                        "A selector by id takes one kind: " + ids.get(0) + " and " + id + " differ; use two selectors");
            }
            if (!locations.contains(id.location())) {
                locations.add(id.location());
            }
        }
        return new ResourceSelector(By.ID, kind, ids, List.of(), null, null, locations);
    }

    /**
     * The machines that carry a tag.
     *
     * @param key the tag's key
     * @param value the tag's value
     * @return the selector, still without a region
     * @throws IllegalArgumentException if the key is blank
     */
    public static ResourceSelector tag(String key, String value) {
        Objects.requireNonNull(value, "value");
        return new ResourceSelector(
                By.TAG, ResourceKind.MACHINE, List.of(), List.of(), Text.required(key, "key"), value, List.of());
    }

    /**
     * The machines of these names.
     *
     * @param names names for people or the cloud's ids, at least one
     * @return the selector, still without a region
     * @throws IllegalArgumentException if there is none or one is blank
     */
    public static ResourceSelector machines(String... names) {
        return named(ResourceKind.MACHINE, names);
    }

    /**
     * The disks of these names.
     *
     * @param names names for people or the cloud's ids, at least one
     * @return the selector, still without a region
     * @throws IllegalArgumentException if there is none or one is blank
     */
    public static ResourceSelector disks(String... names) {
        return named(ResourceKind.DISK, names);
    }

    private static ResourceSelector named(ResourceKind kind, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("A selector by name needs at least one name");
        }
        for (String name : names) {
            Text.required(name, "name");
        }
        return new ResourceSelector(By.NAME, kind, List.of(), List.of(names), null, null, List.of());
    }

    /**
     * The same, for disks instead of machines.
     *
     * @return a selector of disks
     * @throws IllegalStateException if this selector goes by id, where the ids say the kind
     */
    public ResourceSelector disksOnly() {
        if (by == By.ID) {
            throw new IllegalStateException("A selector by id has the kind of its ids");
        }
        return new ResourceSelector(by, ResourceKind.DISK, ids, names, tagKey, tagValue, locations);
    }

    /**
     * The same, in these regions instead of those before.
     *
     * @param where the regions, at least one
     * @return the selector
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if this selector goes by id, where the ids say the region
     */
    public ResourceSelector in(Location... where) {
        if (by == By.ID) {
            throw new IllegalStateException("A selector by id has the regions of its ids");
        }
        if (where.length == 0) {
            throw new IllegalArgumentException("Name at least one region");
        }
        return new ResourceSelector(by, kind, ids, names, tagKey, tagValue, List.of(where));
    }

    /**
     * What it goes by.
     *
     * @return the way of choosing
     */
    public By by() {
        return by;
    }

    /**
     * What it chooses.
     *
     * @return machines or disks
     */
    public ResourceKind kind() {
        return kind;
    }

    /**
     * The ids it names.
     *
     * @return the ids; empty unless it goes by id
     */
    public List<ResourceId> ids() {
        return ids;
    }

    /**
     * The names it looks for.
     *
     * @return the names; empty unless it goes by name
     */
    public List<String> names() {
        return names;
    }

    /**
     * The tag it looks for.
     *
     * @return the key, or {@code null} unless it goes by tag
     */
    public @Nullable String tagKey() {
        return tagKey;
    }

    /**
     * The value it looks for.
     *
     * @return the value, or {@code null} unless it goes by tag
     */
    public @Nullable String tagValue() {
        return tagValue;
    }

    /**
     * Where it looks.
     *
     * @return the regions; empty if none was named yet
     */
    public List<Location> locations() {
        return locations;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceSelector that
                && by == that.by
                && kind == that.kind
                && ids.equals(that.ids)
                && names.equals(that.names)
                && Objects.equals(tagKey, that.tagKey)
                && Objects.equals(tagValue, that.tagValue)
                && locations.equals(that.locations);
    }

    @Override
    public int hashCode() {
        return Objects.hash(by, kind, ids, names, tagKey, tagValue, locations);
    }

    @Override
    public String toString() {
        String what = switch (by) {
            case ID -> some(ids);
            case TAG -> "tag " + Text.shown(tagKey + "=" + tagValue);
            case NAME -> some(names);
        };
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "s " + what
                + (by == By.ID || locations.isEmpty() ? "" : " in " + locations);
    }

    /** As many as a person reads. */
    private static String some(List<?> all) {
        List<String> some = all.stream()
                .limit(SHOWN)
                .map(each -> Text.shown(each.toString()))
                .toList();
        return some + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }
}
