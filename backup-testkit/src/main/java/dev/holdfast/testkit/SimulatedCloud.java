// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.resource.Location;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.profile.Hurry;
import dev.holdfast.testkit.served.ServedCloud;
import dev.holdfast.testkit.simulated.SimulatedProvider;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.time.RealTime;
import dev.holdfast.testkit.world.time.WorldLoop;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A small cloud in this process: regions with disks that hold bytes and machines that run programs from them, with the
 * durations, limits, delays and refusals of a real cloud.
 *
 * <pre>{@code
 * try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws()).region("west", "west-a").region("east", "east-a").build()) {
 *     cloud.scene("west").subnet("prod", "10.0.1.0/24").database("db", "prod", "10.0.1.10");
 *     BackupProvider provider = cloud.provider();
 *     HostRuntime runtime = cloud.runtime("host-1");
 * }
 * }</pre>
 *
 * <p>In virtual time, the default, nothing happens unless somebody drives the world: a host that awaits something, a
 * plain thread that calls the provider, or {@link #advance} and {@link #settle}. The same seed, script and program give
 * the same run, event by event. In real time, or hurried, a thread drives it by the clock.
 */
public final class SimulatedCloud implements AutoCloseable {
    /** The account that scenes are placed in unless another is named. */
    public static final String ACCOUNT = "acme";

    private final CloudProfile profile;
    private final World world;
    private final @Nullable RealTime clock;
    private final boolean realClock;
    private final Map<String, WorldRuntime> hosts = new TreeMap<>();
    private final Map<String, Integer> starts = new TreeMap<>();
    private @Nullable ServedCloud served;

    private SimulatedCloud(Builder builder) {
        Hurry hurry = builder.hurry;
        this.profile = hurry == null ? builder.profile : builder.profile.hurried(hurry);
        FaultScript script = builder.script == null ? new FaultScript(builder.seed) : builder.script;
        WorldLoop loop = new WorldLoop(hurry == null ? World.BEGINNING : RealTime.present());
        this.world = new World(loop, builder.seed, script);
        builder.regions.forEach((name, zones) -> world.addRegion(name, zones, profile));
        double speed = hurry == null ? builder.speed : 1;
        this.clock = speed > 0 ? RealTime.drive(loop, speed) : null;
        this.realClock = hurry != null;
    }

    /**
     * Starts a cloud.
     *
     * @param profile which cloud it is like
     * @return a builder
     */
    public static Builder builder(CloudProfile profile) {
        return new Builder(profile);
    }

    /**
     * A client of this cloud, as {@code host-1}.
     *
     * @return a provider; several may be used side by side
     */
    public BackupProvider provider() {
        return provider("host-1");
    }

    /**
     * A client of this cloud.
     *
     * @param host whose it is; under a {@link #runtime} the runtime's host counts
     * @return a provider
     */
    public BackupProvider provider(String host) {
        return new SimulatedProvider(world, profile, host);
    }

    /**
     * Starts a host. One that was stopped or closed may be started again under the same name.
     *
     * @param host its name
     * @return its runtime
     * @throws IllegalStateException if a host of this name runs
     */
    public WorldRuntime runtime(String host) {
        WorldRuntime before = hosts.get(host);
        if (before != null && !before.isStopped()) {
            throw new IllegalStateException("host " + host + " runs already; stop it, or name another");
        }
        int start = starts.merge(host, 1, Integer::sum);
        WorldRuntime runtime = new WorldRuntime(world, host, start, clock == null);
        hosts.put(host, runtime);
        return runtime;
    }

    /**
     * Serves it to hosts in other processes, on loopback, from now until it is closed. Then a thread of the served cloud
     * drives the world; {@link #advance}, {@link #settle} and {@link #await} take turns with it, and all else that
     * touches the world belongs into {@link ServedCloud#inWorld}.
     *
     * @return where hosts connect to
     * @throws IllegalStateException if it is served already
     */
    public ServedCloud serve() {
        if (served != null) {
            throw new IllegalStateException("this cloud is served already");
        }
        ServedCloud.Time time =
                realClock ? ServedCloud.Time.REAL : clock == null ? ServedCloud.Time.VIRTUAL : ServedCloud.Time.FASTER;
        served = new ServedCloud(world, profile, this::provider, time);
        return served;
    }

    /**
     * Where a region is.
     *
     * @param region its name
     * @return the location, in {@link #ACCOUNT}
     */
    public Location location(String region) {
        return location(ACCOUNT, region);
    }

    /**
     * Where a region is, for an account.
     *
     * @param account the account
     * @param region its name
     * @return the location
     */
    public Location location(String account, String region) {
        return new Location(SimulatedProvider.ID, account, world.region(region).name(), null);
    }

    /**
     * Places networks, disks and machines in a region, at once and without requests.
     *
     * @param region its name
     * @return the scene, in {@link #ACCOUNT}
     */
    public Scene scene(String region) {
        return new Scene(world, world.region(region), ACCOUNT);
    }

    /**
     * Places networks, disks and machines in a region, for an account.
     *
     * @param account the account
     * @param region its name
     * @return the scene
     */
    public Scene scene(String account, String region) {
        return new Scene(world, world.region(region), account);
    }

    /** The world itself. */
    public World world() {
        return world;
    }

    /**
     * A region of the world.
     *
     * @param name its name
     * @return the region
     */
    public Region region(String name) {
        return world.region(name);
    }

    /** Which cloud it is like. */
    public CloudProfile profile() {
        return profile;
    }

    /** What is really there, who made it, and how often a request took effect. */
    public GroundTruth truth() {
        return world.truth();
    }

    /** What will go wrong. */
    public FaultScript faults() {
        return world.script();
    }

    /**
     * Kills a region.
     *
     * @param region its name
     */
    public void kill(String region) {
        world.kill(region, false);
    }

    /**
     * Lets virtual time pass.
     *
     * @param span how much
     */
    public void advance(Duration span) {
        inTurn(() -> {
            world.loop().advance(span);
            return true;
        });
    }

    /** Runs until nothing is under way but timers. */
    public void settle() {
        inTurn(() -> {
            world.loop().runUntilIdle();
            return true;
        });
    }

    /**
     * Runs until something is true, or too long.
     *
     * @param condition read after each event
     * @param atMost how long, in the time of the world
     * @return whether it came true
     */
    public boolean await(BooleanSupplier condition, Duration atMost) {
        return inTurn(() -> world.loop().runUntil(condition, atMost));
    }

    /**
     * Looks at the world, or changes it, between two events, whoever drives it. Not from an event.
     *
     * @param work what to do; must not wait
     * @param <T> what it returns
     * @return what it returned
     */
    public <T> T inWorld(Supplier<T> work) {
        return clock == null && served == null ? work.get() : world.loop().call(work);
    }

    private <T> T inTurn(Supplier<T> drive) {
        ServedCloud open = served;
        return open == null ? drive.get() : open.inTurn(drive);
    }

    /** Stops its hosts and its clock. */
    @Override
    public void close() {
        if (served != null) {
            served.close();
            served = null;
        }
        hosts.values().forEach(WorldRuntime::close);
        if (clock != null) {
            clock.close();
        }
    }

    /** Builds a {@link SimulatedCloud}. Not safe for use by several threads. */
    public static final class Builder {
        private final CloudProfile profile;
        private final Map<String, List<String>> regions = new LinkedHashMap<>();
        private long seed = 1;
        private @Nullable FaultScript script;
        private double speed;
        private @Nullable Hurry hurry;

        private Builder(CloudProfile profile) {
            this.profile = Objects.requireNonNull(profile, "profile");
        }

        /**
         * Adds a region.
         *
         * @param name its name
         * @param zones its zones; none named: one, called like the region with {@code -a}
         * @return this
         */
        public Builder region(String name, String... zones) {
            List<String> all = new ArrayList<>(List.of(zones));
            if (all.isEmpty()) {
                all.add(name + "-a");
            }
            regions.put(Objects.requireNonNull(name, "name"), all);
            return this;
        }

        /**
         * Sets where all chance comes from. Default: 1.
         *
         * @param value the seed
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets what goes wrong. Default: nothing.
         *
         * @param value the script
         * @return this
         */
        public Builder faults(FaultScript value) {
            script = Objects.requireNonNull(value, "script");
            return this;
        }

        /**
         * Lets the real clock drive the world, which then goes faster than the clock. Its hosts run by its time. Default:
         * virtual time.
         *
         * @param factor how many times faster than the clock
         * @return this
         */
        public Builder realTime(double factor) {
            if (!(factor > 0)) {
                throw new IllegalArgumentException("The world's clock needs a positive speed but has " + factor);
            }
            speed = factor;
            return this;
        }

        /**
         * Makes the world's time the real one, from the present on, and divides what the cloud's work takes. Hosts have
         * their own clock, also in other processes, by {@link dev.holdfast.testkit.served.RemoteClient}: nobody waits for
         * one that is killed or frozen. Default: virtual time.
         *
         * @param factor what durations are divided by, and rates multiplied; see {@link Hurry}
         * @return this
         * @throws IllegalArgumentException if the factor is below 1 or above {@link Hurry#MOST}
         */
        public Builder hurried(int factor) {
            return hurried(new Hurry(factor, factor));
        }

        /**
         * Makes the world's time the real one, and divides durations and rates by factors of their own: a cloud whose
         * rates are not hurried is one whose quotas a test can reach.
         *
         * @param value by how much
         * @return this
         */
        public Builder hurried(Hurry value) {
            hurry = Objects.requireNonNull(value, "hurry");
            return this;
        }

        /**
         * Builds it.
         *
         * @return the cloud
         * @throws IllegalStateException if it has no region, or its time is to be both faster and the real one
         */
        public SimulatedCloud build() {
            if (regions.isEmpty()) {
                throw new IllegalStateException("A cloud needs a region: region(\"west\")");
            }
            if (hurry != null && speed > 0) {
                throw new IllegalStateException("A cloud is either in real time or hurried: leave one of them away");
            }
            return new SimulatedCloud(this);
        }
    }
}
