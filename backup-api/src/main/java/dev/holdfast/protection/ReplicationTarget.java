// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where copies go: an independent region, account or cloud region to switch to when the source is lost. Immutable; each
 * method returns a new target.
 */
public final class ReplicationTarget {
    private final Location location;
    private final @Nullable EncryptionKey key;
    private final @Nullable RetentionPolicy retention;
    private final @Nullable Duration deadline;

    private ReplicationTarget(
            Location location,
            @Nullable EncryptionKey key,
            @Nullable RetentionPolicy retention,
            @Nullable Duration deadline) {
        this.location = location;
        this.key = key;
        this.retention = retention;
        this.deadline = deadline;
    }

    /**
     * Copies into a region.
     *
     * @param location the region and the account that will own the copies
     * @return a target without a key, a retention of its own or a deadline
     */
    public static ReplicationTarget to(Location location) {
        return new ReplicationTarget(location.regional(), null, null, null);
    }

    /**
     * Encrypts the copies under a key of the target.
     *
     * @param value the key
     * @return the target
     * @throws IllegalArgumentException if the key lives in another region: no cloud encrypts with a foreign key
     */
    public ReplicationTarget encryptedWith(EncryptionKey value) {
        if (!value.location().sameRegion(location)) {
            throw new IllegalArgumentException("Copies to " + location + " cannot be encrypted with " + value
                    + ": name a key of the target's region");
        }
        return new ReplicationTarget(location, value, retention, deadline);
    }

    /**
     * Keeps the copies by a policy of their own. Default: as the source.
     *
     * @param value the policy
     * @return the target
     */
    public ReplicationTarget keeping(RetentionPolicy value) {
        return new ReplicationTarget(location, key, Objects.requireNonNull(value, "retention"), deadline);
    }

    /**
     * Asks for copies that end within a time, where the cloud sells that (AWS time-based copies); elsewhere it only
     * enters the forecast. Default: none.
     *
     * @param value the time, positive
     * @return the target
     * @throws IllegalArgumentException if it is not positive
     */
    public ReplicationTarget within(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("The deadline of copies to " + location + " must be positive");
        }
        return new ReplicationTarget(location, key, retention, value);
    }

    /**
     * Where copies go.
     *
     * @return the region
     */
    public Location location() {
        return location;
    }

    /**
     * The key of the copies.
     *
     * @return the key, or {@code null} for the cloud's default there
     */
    public @Nullable EncryptionKey key() {
        return key;
    }

    /**
     * How the copies are kept.
     *
     * @return the policy, or {@code null} if as the source
     */
    public @Nullable RetentionPolicy retention() {
        return retention;
    }

    /**
     * How long a copy may take.
     *
     * @return the time, or {@code null} if none was asked for
     */
    public @Nullable Duration deadline() {
        return deadline;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplicationTarget that
                && location.equals(that.location)
                && Objects.equals(key, that.key)
                && Objects.equals(retention, that.retention)
                && Objects.equals(deadline, that.deadline);
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, key, retention, deadline);
    }

    @Override
    public String toString() {
        return "ReplicationTarget[" + location + (key == null ? "" : " under " + key.id()) + "]";
    }
}
