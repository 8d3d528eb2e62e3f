// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import dev.holdfast.testkit.world.Work;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Log-normal durations: for each sort of work a median, and bytes per second for what moves bytes. */
final class Durations {

    private record Model(Duration fixed, double bytesPerSecond) {}

    private final Map<Work, Model> models = new EnumMap<>(Work.class);

    Durations fixed(Work work, Duration median) {
        models.put(work, new Model(median, Double.POSITIVE_INFINITY));
        return this;
    }

    Durations moving(Work work, Duration median, double mebibytesPerSecond) {
        models.put(work, new Model(median, mebibytesPerSecond * 1024 * 1024));
        return this;
    }

    Duration draw(Work work, long bytes, Chance chance) {
        Model model = models.get(work);
        if (model == null) {
            throw new IllegalStateException("no duration for " + work);
        }
        Duration median = model.fixed.plusNanos((long) (bytes / model.bytesPerSecond * 1e9));
        return chance.around(median);
    }
}
