// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import org.jspecify.annotations.Nullable;

/**
 * An order for a copy of a snapshot.
 *
 * @param name name given by the request; null: none
 * @param fromRegion region of the source
 * @param source the source, the account's own or shared with it
 * @param key key of the destination region; null: the cloud's own where the source is encrypted, else none
 */
public record NewCopy(
        @Nullable String name,
        String fromRegion,
        String source,
        @Nullable String key) {

    /** A copy without a name. */
    public static NewCopy of(String fromRegion, String source, @Nullable String key) {
        return new NewCopy(null, fromRegion, source, key);
    }
}
