// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done.
 *
 * @param <T> what comes of it
 */
public sealed interface Request<T> permits Backup, Replication, Restore, Prune, Drill, Failover {
    /**
     * The key that makes asking twice harmless: the same key and the same request give the same operation; the same key
     * and another request are refused.
     *
     * @return the key, or {@code null} if asking again is meant anew
     */
    @Nullable
    RequestKey key();
}
