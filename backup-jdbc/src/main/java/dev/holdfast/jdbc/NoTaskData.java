// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/** Lanes carry no data: all there is to know stands in the store. The library's default would read Java objects. */
final class NoTaskData implements Serializer {
    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
        return null;
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] data) {
        return null;
    }
}
