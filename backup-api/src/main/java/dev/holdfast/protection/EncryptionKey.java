// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import java.util.Objects;

/**
 * A key of a cloud's key service.
 *
 * @param location the region it lives in
 * @param id the cloud's id of it
 */
public record EncryptionKey(Location location, String id) {
    /**
     * Drops the zone and checks the id.
     *
     * @param location the region it lives in
     * @param id the cloud's id of it
     * @throws IllegalArgumentException if {@code id} is blank
     */
    public EncryptionKey {
        location = Objects.requireNonNull(location, "location").regional();
        if (id.isBlank()) {
            throw new IllegalArgumentException("The id of a key must not be blank");
        }
    }

    @Override
    public String toString() {
        return location + "/key/" + id;
    }
}
