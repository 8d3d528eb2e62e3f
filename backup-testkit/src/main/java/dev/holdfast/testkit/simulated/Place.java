// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.front.Arrival;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A region of the world as one account sees it. */
record Place(World world, Region region, String account) {
    /**
     * Where a lane leads.
     *
     * @throws CallFailure if the cloud has no such region
     */
    static Place of(World world, Lane lane) {
        List<String> names = world.regions().stream().map(Region::name).toList();
        if (!names.contains(lane.region())) {
            throw CallFailure.builder(
                            FailureKind.INVALID,
                            CallFailure.Effect.NONE,
                            "there is no region " + lane.region() + "; there are " + names)
                    .build();
        }
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
