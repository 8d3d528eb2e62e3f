// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Locale;
import java.util.Objects;

/**
 * Names one disk or machine, everywhere.
 *
 * @param location the region it lies in; a zone is dropped, since things keep their id when they move inside a region
 * @param kind what it is
 * @param id the cloud's own id; may contain {@code /} (Azure)
 */
public record ResourceId(Location location, ResourceKind kind, String id) implements Comparable<ResourceId> {

    /**
     * Drops the zone and checks the id.
     *
     * @param location the region it lies in; a zone is dropped, since things keep their id when they move inside a region
     * @param kind what it is
     * @param id the cloud's own id; may contain {@code /} (Azure)
     * @throws IllegalArgumentException if {@code id} is blank or contains control characters
     */
    public ResourceId {
        location = Objects.requireNonNull(location, "location").regional();
        Objects.requireNonNull(kind, "kind");
        Text.required(id, "id");
        if (!Text.plain(id)) {
            throw new IllegalArgumentException("id '" + Text.shown(id) + "' must not contain control characters");
        }
    }

    /**
     * A disk.
     *
     * @param location its region
     * @param id the cloud's id
     * @return the id
     */
    public static ResourceId disk(Location location, String id) {
        return new ResourceId(location, ResourceKind.DISK, id);
    }

    /**
     * A machine.
     *
     * @param location its region
     * @param id the cloud's id
     * @return the id
     */
    public static ResourceId machine(Location location, String id) {
        return new ResourceId(location, ResourceKind.MACHINE, id);
    }

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @param text {@code provider/account/region/kind/id}
     * @return the id
     * @throws IllegalArgumentException if the text has another form
     */
    public static ResourceId parse(String text) {
        String[] parts = Objects.requireNonNull(text, "text").split("/", 5);
        if (parts.length != 5) {
            throw malformed(text);
        }
        ResourceKind kind;
        try {
            kind = ResourceKind.valueOf(parts[3].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
        return new ResourceId(Location.of(parts[0], parts[1], parts[2]), kind, parts[4]);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("Resource id '" + Text.shown(text)
                + "' is not usable: write provider/account/region/disk/ID or provider/account/region/machine/ID");
    }

    @Override
    public int compareTo(ResourceId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return location + "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + id;
    }
}
