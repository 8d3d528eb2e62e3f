// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * What a call takes of a limit.
 *
 * @param limit the name of a limit that the provider declares
 * @param key which of its counters, as its scope says: the disk, the pair, the destination; of a limit by lane the engine
 *     adds the lane, and the key is empty or names the API
 * @param amount how much: calls, slots, things, or bytes
 */
public record LimitUse(String limit, String key, long amount) {
    /**
     * Checks the parts.
     *
     * @param limit the name of a limit that the provider declares
     * @param key which of its counters, as its scope says: the disk, the pair, the destination; of a limit by lane the engine
     *     adds the lane, and the key is empty or names the API
     * @param amount how much: calls, slots, things, or bytes
     * @throws IllegalArgumentException if the amount is not positive
     */
    public LimitUse {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(key, "key");
        if (amount <= 0) {
            throw new IllegalArgumentException("The use of limit '" + limit + "' must be positive but is " + amount);
        }
    }

    /**
     * One of it.
     *
     * @param limit the limit
     * @param key the counter
     * @return the use
     */
    public static LimitUse one(String limit, String key) {
        return new LimitUse(limit, key, 1);
    }
}
