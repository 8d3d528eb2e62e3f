// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.assertj;

import dev.holdfast.spi.Marks;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what really exists and happened in a simulated cloud, past any provider. */
public final class SimulatedCloudAssert extends AbstractAssert<SimulatedCloudAssert, SimulatedCloud> {
    SimulatedCloudAssert(@Nullable SimulatedCloud actual) {
        super(actual, SimulatedCloudAssert.class);
    }

    private SimulatedCloud cloud() {
        isNotNull();
        return actual;
    }

    /** Fails if requests with one step key made things that exist more than once. */
    public SimulatedCloudAssert hasNoDuplicates() {
        Map<String, Set<String>> requests = new TreeMap<>();
        for (GroundTruth.Thing thing : cloud().truth().everything()) {
            String key = thing.marks().get(Marks.KEY);
            GroundTruth.Effect maker = thing.maker();
            if (key != null && maker != null && thing.gone() == null) {
                requests.computeIfAbsent(key, k -> new TreeSet<>()).add(maker.requestId());
            }
        }
        requests.values().removeIf(made -> made.size() < 2);
        if (!requests.isEmpty()) {
            failWithMessage(
                    "Expected one request to have made what carries one step key, but there were%n  %s", requests);
        }
        return this;
    }

    /** Fails if a machine runs in a region. */
    public SimulatedCloudAssert leavesNothingRunningIn(String region) {
        List<String> running = new ArrayList<>();
        for (Machine machine : cloud().region(region).machines().shelf().actual()) {
            if (machine.state() == Machine.State.RUNNING) {
                running.add(machine.id());
            }
        }
        if (!running.isEmpty()) {
            failWithMessage("Expected no machine to run in %s, but these do:%n  %s", region, running);
        }
        return this;
    }

    /** Fails unless so many snapshots exist in a region. */
    public SimulatedCloudAssert hasSnapshotsIn(String region, int count) {
        return has("SNAPSHOT", region, count);
    }

    /** Fails unless so many machines exist in a region. */
    public SimulatedCloudAssert hasMachinesIn(String region, int count) {
        return has("MACHINE", region, count);
    }

    private SimulatedCloudAssert has(String kind, String region, int count) {
        List<String> found = new ArrayList<>();
        for (GroundTruth.Thing thing : cloud().truth().existing(kind)) {
            if (thing.region().equals(region)) {
                found.add(thing.id());
            }
        }
        if (found.size() != count) {
            failWithMessage(
                    "Expected %s of kind %s in %s, but there are %s:%n  %s", count, kind, region, found.size(), found);
        }
        return this;
    }
}
