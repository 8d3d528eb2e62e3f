// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ProviderId;
import java.util.Objects;

/**
 * What clouds limit by, and what one host at a time leases: one account of one provider in one region.
 *
 * @param provider the provider
 * @param account the account
 * @param region the region
 */
public record Lane(ProviderId provider, String account, String region) implements Comparable<Lane> {
    /**
     * Checks that all parts are given.
     *
     * @param provider the provider
     * @param account the account
     * @param region the region
     */
    public Lane {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(region, "region");
    }

    /**
     * The lane of a place.
     *
     * @param location the place
     * @return its lane
     */
    public static Lane of(Location location) {
        return new Lane(location.provider(), location.account(), location.region());
    }

    /**
     * The place of this lane.
     *
     * @return the region, without a zone
     */
    public Location location() {
        return new Location(provider, account, region, null);
    }

    @Override
    public int compareTo(Lane other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return provider + "/" + account + "/" + region;
    }
}
