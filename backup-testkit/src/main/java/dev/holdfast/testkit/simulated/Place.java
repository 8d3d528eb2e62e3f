// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Call;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.front.Arrival;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A region of the world as one account sees it. */
record Place(World world, Region region, String account) {
    static Place of(World world, Lane lane) {
        return new Place(world, world.region(lane.region()), lane.account());
    }

    /** Makes a thing once per token of the call; its id. */
    String once(Call call, Arrival arrival, Supplier<String> make) {
        return region.tokens().once(arrival, call.primitive().arguments().canonical(), make);
    }

    Instant now() {
        return world.loop().now();
    }

    /** How far a job is, as this cloud shows it. */
    int percent(@Nullable Job job) {
        return job == null ? 0 : region.physics().shownProgress(job.work(), job.percent(now()));
    }
}
