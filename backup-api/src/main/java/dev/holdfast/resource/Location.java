// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place: a region, or a zone in it, as one account of one provider sees it.
 *
 * <p>Equality is exact; providers whose clouds ignore case (Azure) normalise before they build a location.
 *
 * @param provider whose cloud
 * @param account the account, subscription or tenant id, without {@code /}
 * @param region the provider's own name of the region, such as {@code eu-central-1}
 * @param zone the zone, or {@code null} where the whole region is meant
 */
public record Location(
        ProviderId provider,
        String account,
        String region,
        @Nullable String zone) {

    /**
     * Checks the parts.
     *
     * @param provider whose cloud
     * @param account the account, subscription or tenant id, without {@code /}
     * @param region the provider's own name of the region, such as {@code eu-central-1}
     * @param zone the zone, or {@code null} where the whole region is meant
     * @throws IllegalArgumentException if a part is blank, contains {@code /} or control characters, or is too long
     */
    public Location {
        Objects.requireNonNull(provider, "provider");
        Text.segment(account, "account");
        Text.segment(region, "region");
        if (zone != null) {
            Text.segment(zone, "zone");
        }
    }

    /**
     * A region.
     *
     * @param provider the provider's name
     * @param account the account
     * @param region the region
     * @return the location, without a zone
     * @throws IllegalArgumentException if a part has no usable form
     */
    public static Location of(String provider, String account, String region) {
        return new Location(ProviderId.of(provider), account, region, null);
    }

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @param text {@code provider/account/region} or {@code provider/account/region/zone}
     * @return the location
     * @throws IllegalArgumentException if the text has another form
     */
    public static Location parse(String text) {
        String[] parts = Objects.requireNonNull(text, "text").split("/", -1);
        if (parts.length != 3 && parts.length != 4) {
            throw new IllegalArgumentException("Location '" + Text.shown(text)
                    + "' is not usable: write provider/account/region or provider/account/region/zone");
        }
        return new Location(ProviderId.of(parts[0]), parts[1], parts[2], parts.length == 4 ? parts[3] : null);
    }

    /**
     * A zone of this region.
     *
     * @param name the zone's name
     * @return this location with that zone
     */
    public Location inZone(String name) {
        return new Location(provider, account, region, name);
    }

    /**
     * The whole region.
     *
     * @return this location without its zone
     */
    public Location regional() {
        return zone == null ? this : new Location(provider, account, region, null);
    }

    /**
     * Whether both lie in one region of one cloud, whatever account looks at it.
     *
     * @param other another place
     * @return true if provider and region are equal
     */
    public boolean sameRegion(Location other) {
        return provider.equals(other.provider) && region.equals(other.region);
    }

    @Override
    public String toString() {
        return provider + "/" + account + "/" + region + (zone == null ? "" : "/" + zone);
    }
}
