// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes this host works in. A host that has the store for itself works in all of them, always. Hosts that share a
 * store know all that is open, and act only in lanes that are theirs for a turn: here is who may act for a step, which
 * turn a write is conditional on, which lanes a write wakes, and which timers end with a turn. Touched by the loop only.
 */
final class Seats {
    /** So many lanes has the work that makes no request: it is spread over them by operation. */
    private static final int PARTITIONS = 4;

    /** The lane of the events that are handed out. */
    static final String EVENTS = "work/events";

    private final Engine engine;
    private final boolean alone;
    private final Map<String, Seat> held = new TreeMap<>();
    private final Map<String, Set<LiveStep>> homes = new HashMap<>();
    private final Map<Lane, String> names = new HashMap<>();

    Seats(Engine engine) {
        this.engine = engine;
        this.alone = engine.config.cluster() == null;
    }

    /** Whether this host has the store for itself. */
    boolean alone() {
        return alone;
    }

    // ------------------------------------------------------------------ where a step belongs

    private String name(Lane lane) {
        return names.computeIfAbsent(lane, Lane::toString);
    }

    /** The lane of what an operation does without a request. */
    static String partition(Run run) {
        return "work/" + Math.floorMod(run.id.value().hashCode(), PARTITIONS);
    }

    /** The lane a step belongs to: of its call, and once that was answered of what is watched. */
    private String homeOf(LiveStep step) {
        Lane lane = step.lane();
        if (lane == null) {
            return partition(step.run);
        }
        RemoteTask task = step.progress.task();
        if (step.state == StepState.STARTED && task != null) {
            return name(task.lane());
        } else if (step.isRequest() && step.progress.elsewhere() != null) {
            return name(step.primitive().watchLane());
        }
        return name(lane);
    }

    /** What is known of a step is durable: it belongs where its state says from now on. */
    void place(LiveStep step) {
        if (!alone) {
            place(step, step.ended() ? null : homeOf(step));
        }
    }

    /** A step of an operation that has ended is nobody's. */
    void drop(LiveStep step) {
        place(step, null);
    }

    private void place(LiveStep step, @Nullable String home) {
        if (step.home != null && !step.home.equals(home)) {
            Set<LiveStep> there = homes.get(step.home);
            if (there != null) {
                there.remove(step);
                if (there.isEmpty()) {
                    homes.remove(step.home);
                }
            }
        }
        step.home = home;
        if (home != null) {
            homes.computeIfAbsent(home, name -> new TreeSet<>(ORDER)).add(step);
        }
    }

    private static final Comparator<LiveStep> ORDER = Comparator.<LiveStep, String>comparing(
                    step -> step.run.id.value())
            .thenComparingInt(step -> step.node.number());

    /** The steps of a lane, in the order of their operations and numbers. */
    List<LiveStep> steps(String home) {
        return List.copyOf(homes.getOrDefault(home, Set.of()));
    }

    /** All lanes with steps in them. */
    Set<String> lanes() {
        return new TreeSet<>(homes.keySet());
    }

    // ------------------------------------------------------------------ who may act

    /** Whether this host decides about a step now. */
    boolean mine(LiveStep step) {
        return alone || (step.home != null && works(step.home));
    }

    /** Whether this host decides about an operation as a whole now. */
    boolean mine(Run run) {
        return alone || works(partition(run));
    }

    boolean mine(Lane lane) {
        return alone || works(name(lane));
    }

    private boolean works(String home) {
        Seat seat = held.get(home);
        return seat != null && seat.open;
    }

    /** Whether new requests go out in a lane. */
    boolean sends(Lane lane) {
        if (alone) {
            return true;
        }
        Seat seat = held.get(name(lane));
        if (seat == null || !seat.open) {
            return false;
        }
        if (seat.draining && seat.sections == 0) {
            // What is not begun any more is due at once in the next turn.
            seat.missed = true;
            return false;
        }
        return true;
    }

    /** The seat of a lane, or {@code null} if it is not ours, or all are. */
    @Nullable
    Seat seat(Lane lane) {
        return alone ? null : held.get(name(lane));
    }

    @Nullable
    Seat seat(String home) {
        return held.get(home);
    }

    Collection<Seat> held() {
        return List.copyOf(held.values());
    }

    void put(Seat seat) {
        held.put(seat.lane, seat);
    }

    void remove(Seat seat) {
        held.remove(seat.lane, seat);
    }

    // ------------------------------------------------------------------ what is written

    /** Makes a set of changes conditional on our turn in the lane of a step; what people decide is not. */
    void fence(List<Change> changes, LiveStep step) {
        if (step.home != null) {
            fence(changes, step.home);
        }
    }

    void fence(List<Change> changes, Run run) {
        if (!alone) {
            fence(changes, partition(run));
        }
    }

    void fence(List<Change> changes, String home) {
        Seat seat = held.get(home);
        if (seat != null) {
            changes.add(new Change.RequireTurn(home, seat.record));
        }
    }

    /** Wakes lanes that may go on after a write, but for those that see it anyway. */
    void wake(List<Change> changes, Collection<String> lanes) {
        for (String lane : lanes) {
            Seat seat = held.get(lane);
            if (seat == null || seat.draining) {
                changes.add(new Change.Wake(lane));
            }
        }
    }

    /** Wakes what may go on after a change of a step: what waits for it, what it belongs to, and where it goes. */
    void wakeAfter(List<Change> changes, LiveStep step) {
        if (alone) {
            return;
        }
        Set<String> lanes = new TreeSet<>();
        for (LiveStep next : step.successors) {
            if (next.home != null) {
                lanes.add(next.home);
            }
        }
        lanes.add(partition(step.run));
        if (!step.ended()) {
            lanes.add(homeOf(step));
        }
        wake(changes, lanes);
    }

    /** Wakes every lane in which an operation has open steps. */
    void wakeAll(List<Change> changes, Run run) {
        if (alone) {
            return;
        }
        Set<String> lanes = new TreeSet<>();
        lanes.add(partition(run));
        run.steps.values().forEach(step -> {
            if (step.home != null) {
                lanes.add(step.home);
            }
        });
        wake(changes, lanes);
    }

    /** Wakes where new steps of an operation belong. */
    void wakeNew(List<Change> changes, Run run, Collection<? extends Work> works) {
        if (alone) {
            return;
        }
        Set<String> lanes = new TreeSet<>();
        lanes.add(partition(run));
        for (Work work : works) {
            if (work instanceof Work.Request request) {
                Primitive primitive = request.primitive();
                lanes.add(name(primitive.lane()));
            } else if (work instanceof Work.Read read) {
                lanes.add(name(read.query().lane()));
            }
        }
        wake(changes, lanes);
    }

    // ------------------------------------------------------------------ time

    /** Sets a timer for a step, as long as it is ours. */
    HostRuntime.Timer after(LiveStep step, Duration delay, Runnable event) {
        if (alone || step.home == null) {
            return after("", delay, event);
        }
        long at = engine.ticks() + delay.toNanos();
        step.dueAt = at;
        return after(step.home, delay, () -> {
            if (step.dueAt == at) {
                step.dueAt = 0;
            }
            event.run();
        });
    }

    HostRuntime.Timer after(Run run, Duration delay, Runnable event) {
        return after(partition(run), delay, event);
    }

    HostRuntime.Timer after(Lane lane, Duration delay, Runnable event) {
        return after(alone ? "" : name(lane), delay, event);
    }

    HostRuntime.Timer after(String home, Duration delay, Runnable event) {
        if (alone) {
            return engine.config.runtime().after(delay, event);
        }
        Seat seat = held.get(home);
        return seat == null ? () -> {} : seat.after(delay, event);
    }

    /** Something of a step is due in a while; the timer itself is another's. */
    void due(LiveStep step, long nanos) {
        if (!alone) {
            HostRuntime.Timer ignored = after(step.home == null ? "" : step.home, Duration.ofNanos(nanos), () -> {});
        }
    }

    /** Something of a lane is under way that its turn must not end before. */
    @Nullable
    Seat enter(@Nullable String home) {
        Seat seat = home == null ? null : held.get(home);
        if (seat != null) {
            seat.busy++;
        }
        return seat;
    }

    @Nullable
    Seat enter(Run run) {
        return alone ? null : enter(partition(run));
    }

    /** It is over. */
    static void leave(@Nullable Seat seat) {
        if (seat != null) {
            seat.busy--;
        }
    }
}
