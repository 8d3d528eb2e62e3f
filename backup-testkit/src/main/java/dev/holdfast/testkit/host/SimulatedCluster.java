// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hosts of one process that share a store and take turns, in the simulated world's time: the same seed gives the same
 * turns. Each host gets {@link #store()} as its store and {@link #host} as its cluster.
 *
 * <pre>{@code
 * SimulatedCluster cluster = new SimulatedCluster(cloud.world(), Store.inMemory());
 * WorldRuntime runtime = cloud.runtime("host-1");
 * Holdfast.builder().runtime(runtime).store(cluster.store())...; // with cluster.host(runtime) as its cluster
 * }</pre>
 *
 * <p>A lane that is due goes to a host that has room, drawn from all that have: those that are stopped or frozen ask for
 * nothing, as a dead process would not. A host renews the leases of its turns every {@link #HEARTBEAT}; a turn that was
 * not renewed for {@link #LEASE} is over, and its lane is due again, as soon as another host's heartbeat finds it. So a
 * lost host's lanes are taken over {@code LEASE + HEARTBEAT} after it was lost at the latest, if a host has room.
 *
 * <p>It writes nothing to the store: which turn a lane is in is recorded by the hosts. Called on the loop of the world,
 * or while nobody drives it.
 */
public final class SimulatedCluster {
    /** How often a host renews the leases of its turns, and looks for those of others that were not renewed. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** How long a turn lasts without being renewed. */
    public static final Duration LEASE = HEARTBEAT.multipliedBy(4);

    /** How many turns a host has at a time, unless said otherwise. */
    public static final int TURNS = 8;

    private static final Duration PICKING = Duration.ofMillis(20);
    private static final double SIGMA = 0.5;

    /**
     * A lane that changed hands because a host was lost.
     *
     * @param lane which lane
     * @param number the number of the new turn
     * @param from who was lost
     * @param to who has taken over
     * @param renewed when the lost host renewed its lease last
     * @param at when the new turn was handed out
     */
    public record TakeOver(String lane, long number, String from, String to, Instant renewed, Instant at) {}

    private final World world;
    private final WorldLoop loop;
    private final Chance chance;
    private final Store store;
    private final Map<String, SharedLane> lanes = new TreeMap<>();
    private final List<Member> members = new ArrayList<>();
    private final List<TakeOver> takeOvers = new ArrayList<>();
    private boolean picking;
    private long wakes;

    /**
     * A cluster without hosts.
     *
     * @param world where its hosts live
     * @param store what they share; wakes of lanes are taken from what is written to {@link #store()}, not to this one
     */
    public SimulatedCluster(World world, Store store) {
        this.world = world;
        this.loop = world.loop();
        this.chance = world.chance().named("cluster");
        this.store = new WakingStore(store, lane -> loop.post(() -> wake(lane)));
    }

    /**
     * The store of all hosts. Lanes that an accepted change set wakes are due from then on.
     *
     * @return the store; to close it does nothing, whoever made the shared one closes that
     */
    public Store store() {
        return store;
    }

    /**
     * A host of this cluster, with up to {@value #TURNS} turns at a time.
     *
     * @param runtime the host
     * @return the cluster as this host sees it; one that was stopped and is started again gets another
     */
    public Cluster host(WorldRuntime runtime) {
        return host(runtime, TURNS);
    }

    /**
     * A host of this cluster.
     *
     * @param runtime the host
     * @param atMost how many turns it has at a time
     * @return the cluster as this host sees it; one that was stopped and is started again gets another
     * @throws IllegalArgumentException if it may have no turn
     */
    public Cluster host(WorldRuntime runtime, int atMost) {
        if (atMost < 1) {
            throw new IllegalArgumentException("A host needs at least 1 turn at a time but has " + atMost);
        }
        return new Member(this, Objects.requireNonNull(runtime, "runtime"), atMost);
    }

    /**
     * The lanes that have been woken so far.
     *
     * @return their names, sorted
     */
    public List<String> lanes() {
        return List.copyOf(lanes.keySet());
    }

    /**
     * Lanes that changed hands because a host was lost, in order.
     *
     * @return all of them
     */
    public List<TakeOver> takeOvers() {
        return List.copyOf(takeOvers);
    }

    // ------------------------------------------------------------------ what makes a lane due

    private void wake(String name) {
        SharedLane lane = lanes.computeIfAbsent(name, SharedLane::new);
        if (lane.turn != null) {
            lane.woken = true;
        } else {
            due(lane, loop.now());
        }
    }

    private void due(SharedLane lane, Instant at) {
        Instant before = lane.due;
        if (before != null && !at.isBefore(before)) {
            return;
        }
        lane.timer.cancel();
        lane.due = at;
        lane.order = ++wakes;
        if (at.isAfter(loop.now())) {
            lane.timer = loop.inBackground(Duration.between(loop.now(), at), this::soon);
        } else {
            soon();
        }
    }

    void ended(SharedTurn turn, Instant next) {
        SharedLane lane = turn.lane;
        if (lane.turn == turn) {
            tell("turn-ended", turn);
            free(lane, lane.woken ? loop.now() : next);
        }
    }

    private void free(SharedLane lane, Instant next) {
        lane.turn = null;
        lane.woken = false;
        due(lane, next);
        // The host that had it has room for another.
        soon();
    }

    /** Frees the lanes of turns that were not renewed in time. */
    void takeFromTheLost() {
        for (SharedLane lane : lanes.values()) {
            SharedTurn turn = lane.turn;
            if (turn != null && !loop.now().isBefore(turn.until())) {
                tell("turn-lost", turn);
                lane.lost = turn;
                free(lane, loop.now());
            }
        }
    }

    // ------------------------------------------------------------------ who gets it

    void add(Member member) {
        members.add(member);
        soon();
    }

    void remove(Member member) {
        members.remove(member);
    }

    /** Hosts look for lanes that are due: not at once, and all at the same time only by chance. */
    void soon() {
        if (!picking) {
            picking = true;
            loop.after(chance.around(PICKING, SIGMA), () -> {
                picking = false;
                pick();
            });
        }
    }

    private void pick() {
        List<SharedLane> due = lanes.values().stream()
                .filter(lane -> lane.isDue(loop.now()))
                .sorted(Comparator.comparing(SharedLane::due).thenComparing(lane -> lane.order))
                .toList();
        for (SharedLane lane : due) {
            List<Member> free = members.stream().filter(Member::asks).toList();
            if (free.isEmpty()) {
                members.forEach(Member::asksWhenThawed);
                return;
            }
            hand(lane, free.get(chance.below(free.size())));
        }
    }

    private void hand(SharedLane lane, Member member) {
        SharedTurn turn = new SharedTurn(this, lane, member, ++lane.number);
        SharedTurn lost = lane.lost;
        if (lost != null) {
            takeOvers.add(
                    new TakeOver(lane.name, turn.number(), lost.host(), member.host(), lost.renewed(), loop.now()));
        }
        lane.lost = null;
        lane.turn = turn;
        lane.due = null;
        tell("turn", turn);
        member.begin(turn);
    }

    private void tell(String what, SharedTurn turn) {
        world.truth().trace().add(loop.now(), what, turn.lane(), String.valueOf(turn.number()), turn.host());
    }

    Instant now() {
        return loop.now();
    }

    WorldLoop loop() {
        return loop;
    }

    Duration heartbeatOffset() {
        return chance.between(Duration.ZERO, HEARTBEAT);
    }

    /** A lane and who has it. */
    static final class SharedLane {
        final String name;
        private long number;
        private @Nullable Instant due;
        private long order;
        private boolean woken;
        private @Nullable SharedTurn turn;
        private @Nullable SharedTurn lost;
        private dev.holdfast.testkit.world.time.Cancellable timer = () -> {};

        SharedLane(String name) {
            this.name = name;
        }

        private Instant due() {
            return Objects.requireNonNull(due);
        }

        private boolean isDue(Instant now) {
            return due != null && !due.isAfter(now);
        }

        boolean isHeldBy(SharedTurn asked) {
            return turn == asked;
        }
    }
}
