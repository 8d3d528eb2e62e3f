// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.front.Fate;
import dev.holdfast.testkit.world.front.Front;
import dev.holdfast.testkit.world.machine.Programs;
import dev.holdfast.testkit.world.network.Network;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small cloud, or several: regions with bytes, time, quotas and faults. Everything in it happens on its one loop, and
 * follows from its seed, its fault script and the requests it gets.
 */
public final class World {

    /** When time begins, unless said otherwise: an arbitrary full hour. */
    public static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

    private final WorldLoop loop;
    private final Chance chance;
    private final FaultScript script;
    private final GroundTruth truth = new GroundTruth();
    private final Network network;
    private final Programs programs = new Programs();
    private final Front front;
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private long setups;

    /** A world without regions whose time begins at {@link #BEGINNING}. */
    public World(long seed, FaultScript script) {
        this(new WorldLoop(BEGINNING), seed, script);
    }

    /** A world without regions on a loop. */
    public World(WorldLoop loop, long seed, FaultScript script) {
        this.loop = loop;
        this.chance = Chance.of(seed);
        this.script = script;
        this.network = new Network(loop);
        this.front = new Front(loop, chance, script, truth, this::region, this::regionFault);
        for (FaultScript.Timed timed : script.timed()) {
            loop.after(timed.after(), () -> regionFault(timed.fault()));
        }
    }

    /** Adds a region of a cloud; names are unique over all clouds of the world. */
    public Region addRegion(String name, List<String> zones, Physics physics) {
        Region region = new Region(this, name, zones, physics);
        if (regions.putIfAbsent(name, region) != null) {
            throw new IllegalArgumentException("there is a region " + name + " already");
        }
        return region;
    }

    /** A region by name. */
    public Region region(String name) {
        Region region = regions.get(name);
        if (region == null) {
            throw new IllegalArgumentException("no region " + name + ", there are " + regions.keySet());
        }
        return region;
    }

    /** All regions, in the order they were added. */
    public List<Region> regions() {
        return List.copyOf(regions.values());
    }

    /** Time. */
    public WorldLoop loop() {
        return loop;
    }

    /** The root of all chance of this world; take a named stream. */
    public Chance chance() {
        return chance;
    }

    /** What goes wrong. */
    public FaultScript script() {
        return script;
    }

    /** What really happened. */
    public GroundTruth truth() {
        return truth;
    }

    /** All networks. */
    public Network network() {
        return network;
    }

    /** What machines can run. */
    public Programs programs() {
        return programs;
    }

    /** The way in for requests. */
    public Front front() {
        return front;
    }

    /**
     * The context for setting up an inventory without a request: nothing is limited, delayed or hidden.
     *
     * @param account whose the things are
     */
    public Arrival setup(String account, String region, Map<String, String> marks) {
        Envelope request = Envelope.of("setup", account, region, "setup").marked(marks);
        Fate shown = new Fate(1, false, false, false, Duration.ZERO);
        return new Arrival(request, "setup-" + ++setups, loop.now(), shown, List.of());
    }

    /** A region dies now. */
    public void kill(String region, boolean refusing) {
        truth.trace().add(loop.now(), "region-dies", region);
        region(region).die(refusing);
    }

    /**
     * A dead region comes back now, its bytes as they were.
     *
     * @param machinesStart whether machines that ran start again by themselves
     */
    public void revive(String region, boolean machinesStart) {
        truth.trace().add(loop.now(), "region-returns", region);
        region(region).comeBack(machinesStart);
    }

    /** All machines that have power, over all regions. */
    public List<Machine> running() {
        List<Machine> running = new ArrayList<>();
        for (Region region : regions.values()) {
            region.machines().shelf().actual().stream()
                    .filter(m -> m.state() == Machine.State.RUNNING)
                    .forEach(running::add);
        }
        return running;
    }

    /** Everything that costs money now: machines with power, disks, snapshots, images; each as kind, region and id. */
    public List<String> billed() {
        List<String> billed = new ArrayList<>();
        for (GroundTruth.Thing thing : truth.everything()) {
            if (thing.gone() == null) {
                billed.add(thing.kind() + " " + thing.region() + "/" + thing.id());
            }
        }
        return billed;
    }

    private void regionFault(Fault fault) {
        if (fault instanceof Fault.RegionDies dies) {
            kill(dies.region(), dies.refusing());
        } else if (fault instanceof Fault.RegionReturns returns) {
            revive(returns.region(), false);
        }
    }
}
