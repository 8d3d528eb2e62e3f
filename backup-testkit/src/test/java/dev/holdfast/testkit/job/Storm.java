// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.Outcome;
import dev.holdfast.operation.StepState;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Request;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.host.SimulatedCluster;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.front.CallObserver;
import dev.holdfast.testkit.world.request.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One storm: a cloud, faults, crashes and a row of deeds, all drawn from the seed. A deed whose host is stopped is asked for
 * again, under the same key, of the next host. At the end a day and more pass in which nothing is asked.
 */
final class Storm {
    static final Duration DEAD_MAN = Duration.ofMinutes(4);

    private static final Duration PATIENCE = Duration.ofDays(2);
    private static final Duration WHILE_OTHERS_STALL = Duration.ofHours(6);
    private static final Duration REST = Duration.ofHours(40);
    private static final int MOST_CRASHES = 4;

    /** What a storm does. */
    enum Deed {
        BACKUP,
        HELD_BACKUP,
        IMAGES,
        COPIED_BACKUP,
        COPY,
        DRILL,
        PREVIEW,
        CANCEL,
        BESIDE,
        STALL,
        FAILOVER_REACHABLE,
        FAILOVER_LOST
    }

    /**
     * A request and what came of it.
     *
     * @param outcome {@code null} if it was refused, or waits for a person
     * @param cancelled whether it was cancelled meanwhile
     */
    record Ended(Deed deed, Request<?> request, @Nullable Outcome<?> outcome, boolean cancelled) {}

    private final SplittableRandom chance;
    final long seed;
    final Shop shop;
    final List<Deed> deeds = new ArrayList<>();
    final List<Ended> ended = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    int crashes;
    boolean lost;
    private int number;
    private final Store rescuersStore = Store.inMemory();
    private Shop.@Nullable Host host;
    private List<RecoveryPoint> points = List.of();

    /** Where several hosts share a store: how they take turns; {@code null} if one has it for itself. */
    private final @Nullable SimulatedCluster cluster;

    private final @Nullable SimulatedCluster rescuersCluster;
    private final List<Shop.Host> companions = new ArrayList<>();

    /** What the last host knew at the end. */
    List<RecoveryPoint> known = List.of();

    Storm(long seed) {
        this(seed, false);
    }

    /** A storm over one host, or over three that share a store. */
    Storm(long seed, boolean shared) {
        this.seed = seed;
        chance = new SplittableRandom(seed);
        CloudProfile profile = switch (chance.nextInt(3)) {
            case 0 -> CloudProfile.aws();
            case 1 -> CloudProfile.aliyun();
            default -> CloudProfile.azure();
        };
        FaultScript faults = new FaultScript(seed);
        String[] kinds = {"throttle", "request", "answer", "late", "lateAnswer", "error", "slow", "later", "invisible"};
        for (String kind : kinds) {
            if (chance.nextInt(3) == 0) {
                faults.when(Match.any().withProbability(chance.nextDouble(0.08)), fault(kind));
            }
        }
        if (chance.nextBoolean()) {
            faults.whenHostStops(FaultScript.UnderWay.ARRIVE_LATE, Duration.ofSeconds(chance.nextLong(1, 90)));
        }
        shop = new Shop(profile, seed, faults);
        cluster = shared ? new SimulatedCluster(shop.cloud.world(), shop.store) : null;
        rescuersCluster = shared ? new SimulatedCluster(shop.cloud.world(), rescuersStore) : null;
        shop.cloud.world().front().observe((phase, call, request) -> {
            if (phase == CallObserver.Phase.SENT
                    && request.host().startsWith("rescuer")
                    && request.region().equals("west")
                    && !isAskedWhetherItIsBack(request)) {
                broken.add("the dead side was called: " + request);
            }
        });
    }

    /** With the failover over, a region in which something is owed is asked now and then whether it answers again. */
    private boolean isAskedWhetherItIsBack(Envelope request) {
        boolean failsOver = rescuersStore.openOperations().stream()
                .anyMatch(row -> row.id().value().startsWith("failover-"));
        boolean reads = request.token() == null
                && request.marks().isEmpty()
                && (request.api().startsWith("Describe") || request.api().startsWith("LIST"));
        return reads && !failsOver;
    }

    private Fault fault(String kind) {
        return switch (kind) {
            case "throttle" -> new Fault.Throttle();
            case "request" -> new Fault.LoseRequest();
            case "answer" -> new Fault.LoseAnswer();
            case "late" -> new Fault.LateArrival(Duration.ofSeconds(chance.nextLong(11, 40)));
            case "lateAnswer" -> new Fault.LateAnswer(Duration.ofSeconds(chance.nextLong(1, 30)));
            case "error" -> new Fault.HardError("InternalError", 500);
            case "slow" -> new Fault.Slow(chance.nextDouble(1, 8));
            case "invisible" -> new Fault.Invisible(Duration.ofSeconds(chance.nextLong(1, 120)));
            default -> new Fault.FailsLater(chance.nextBoolean());
        };
    }

    // ------------------------------------------------------------------ the deeds

    void run() {
        host = next();
        write(true);
        play(chance.nextInt(3) == 0 ? Deed.BACKUP : Deed.COPIED_BACKUP);
        int count = chance.nextInt(3, 8);
        Deed[] plain = {
            Deed.BACKUP,
            Deed.HELD_BACKUP,
            Deed.IMAGES,
            Deed.COPIED_BACKUP,
            Deed.COPY,
            Deed.COPY,
            Deed.DRILL,
            Deed.DRILL,
            Deed.PREVIEW,
            Deed.CANCEL,
            Deed.BESIDE,
            Deed.STALL
        };
        for (int i = 0; i < count; i++) {
            play(plain[chance.nextInt(plain.length)]);
        }
        switch (chance.nextInt(3)) {
            case 0 -> play(Deed.FAILOVER_LOST);
            case 1 -> play(Deed.FAILOVER_REACHABLE);
            default -> {
                // The source lives on.
            }
        }
        write(false);
        rest();
    }

    private void play(Deed deed) {
        deeds.add(deed);
        number++;
        switch (deed) {
            case PREVIEW -> preview();
            case CANCEL -> cancelled();
            case BESIDE -> beside();
            case STALL -> stalled();
            case FAILOVER_LOST -> {
                lose();
                submit(deed, keyed(Failover.of("shop").source(SourceState.LOST)), PATIENCE);
            }
            default -> submit(deed, request(deed), PATIENCE);
        }
    }

    private Request<?> request(Deed deed) {
        Backup all = Backup.of(ResourceSelector.machines("db", "web-1", "web-2").in(shop.west));
        ReplicationTarget east = ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey);
        return switch (deed) {
            case HELD_BACKUP -> {
                Backup held = Backup.of(ResourceSelector.machines("db").in(shop.west))
                        .consistency(ConsistencyLevel.APPLICATION)
                        .hooks(new GuestHooks(List.of("freeze"), List.of("thaw"), DEAD_MAN));
                Backup honest = chance.nextBoolean() ? held.orAtLeast(ConsistencyLevel.CRASH) : held;
                yield keyed(chance.nextInt(4) == 0 ? honest.asImage() : honest);
            }
            case IMAGES -> keyed(all.asImage());
            case COPIED_BACKUP -> keyed(all.copiedTo(east));
            case COPY ->
                points.isEmpty() ? keyed(all) : keyed(Replication.of(points).to(east));
            case DRILL -> keyed(Drill.of("shop"));
            case FAILOVER_REACHABLE -> keyed(Failover.of("shop").source(SourceState.REACHABLE));
            default -> keyed(all);
        };
    }

    private Request<?> keyed(Request<?> request) {
        RequestKey key = new RequestKey("deed-" + number);
        if (request instanceof Backup backup) {
            return backup.key(key);
        } else if (request instanceof Replication replication) {
            return replication.key(key);
        } else if (request instanceof Drill drill) {
            return drill.key(key);
        } else if (request instanceof Failover failover) {
            return failover.key(key);
        }
        throw new IllegalArgumentException("No key for " + request);
    }

    /** Asks, and waits for the end; whether it came. */
    private boolean submit(Deed deed, Request<?> request, Duration atMost) {
        Optional<Outcome<?>> outcome = asked(holdfast -> await(holdfast.submit(request), atMost));
        return ended(deed, request, outcome, false);
    }

    private boolean ended(Deed deed, Request<?> request, Optional<Outcome<?>> outcome, boolean wasCancelled) {
        ended.add(new Ended(deed, request, outcome.orElse(null), wasCancelled));
        if (request instanceof Backup && outcome.isPresent() && outcome.get().value() instanceof List<?> made) {
            List<RecoveryPoint> kept = new ArrayList<>();
            made.forEach(point -> kept.add((RecoveryPoint) point));
            if (!kept.isEmpty()) {
                points = kept;
            }
        }
        return outcome.isPresent();
    }

    private static Optional<Outcome<?>> await(Operation<?> operation, Duration atMost) {
        try {
            return operation.await(atMost).map(outcome -> outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void preview() {
        Deed[] shown = {Deed.BACKUP, Deed.DRILL, Deed.FAILOVER_REACHABLE, Deed.COPY};
        Request<?> request = request(shown[chance.nextInt(shown.length)]);
        asked(holdfast -> Optional.of(holdfast.preview(request)));
    }

    private void cancelled() {
        Deed[] some = {Deed.BACKUP, Deed.IMAGES, Deed.HELD_BACKUP, Deed.COPY, Deed.DRILL};
        Deed deed = some[chance.nextInt(some.length)];
        Request<?> request = request(deed);
        Duration after = Duration.ofMillis(chance.nextLong(1, 600_000));
        CancelMode mode = chance.nextBoolean() ? CancelMode.UNDO : CancelMode.KEEP;
        Optional<Outcome<?>> outcome = asked(holdfast -> {
            Operation<?> operation = holdfast.submit(request);
            Optional<Outcome<?>> early = await(operation, after);
            if (early.isPresent()) {
                return early;
            }
            operation.cancel(mode);
            return await(operation, PATIENCE);
        });
        ended(deed, request, outcome, true);
    }

    private void beside() {
        Request<?> one = request(Deed.BACKUP);
        number++;
        Request<?> two = request(chance.nextBoolean() ? Deed.HELD_BACKUP : Deed.COPY);
        asked(holdfast -> Optional.of(holdfast.submit(one)));
        submit(Deed.BESIDE, two, PATIENCE);
        submit(Deed.BACKUP, one, PATIENCE);
    }

    /** One region says nothing for hours; what does not touch it goes on all the same. */
    private void stalled() {
        shop.cloud.world().kill("east", false);
        Request<?> copy = request(Deed.COPY);
        asked(holdfast -> Optional.of(holdfast.submit(copy)));
        number++;
        Request<?> backup = request(Deed.BACKUP);
        if (!submit(Deed.BACKUP, backup, WHILE_OTHERS_STALL) && !asksAPerson()) {
            broken.add("a backup in the west did not end while the east was silent");
        }
        shop.cloud.world().revive("east", false);
        submit(Deed.STALL, copy, PATIENCE);
    }

    /** Work that takes much longer than it may is parked, which is not the fault of a region that is silent. */
    private boolean asksAPerson() {
        return store().openOperations().stream()
                .flatMap(row -> store().steps(row.id()).stream())
                .anyMatch(step -> step.state() == StepState.PARKED);
    }

    private void lose() {
        if (chance.nextBoolean()) {
            pass(Duration.ofSeconds(chance.nextLong(1, 300)));
        }
        shop.cloud.kill("west");
        Shop.Host before = host;
        if (before != null && !before.runtime().isStopped()) {
            before.runtime().stop();
        }
        companions.forEach(each -> each.runtime().stop());
        lost = true;
        host = next();
    }

    // ------------------------------------------------------------------ hosts

    Shop.Host host() {
        Shop.Host present = host;
        if (present == null) {
            throw new IllegalStateException("Storm " + seed + " has not run");
        }
        return present;
    }

    /** The store of whoever is in charge. */
    Store store() {
        return lost ? rescuersStore : shop.store;
    }

    /** Asks the present host; if it is stopped meanwhile, the next one. Empty where it was refused, or nothing came. */
    private <T> Optional<T> asked(Function<Holdfast, Optional<T>> what) {
        while (true) {
            Shop.Host present = host();
            try {
                Optional<T> answer = what.apply(present.holdfast());
                if (answer.isPresent() || !present.runtime().isStopped()) {
                    return answer;
                }
            } catch (BackupException e) {
                if (!present.runtime().isStopped()) {
                    refused(e.failure());
                    return Optional.empty();
                }
            }
            host = next();
        }
    }

    private void refused(@Nullable Failure failure) {
        boolean explained = failure != null && failure.kind() != FailureKind.UNRECOGNISED;
        if (!explained) {
            broken.add("refused without a reason: " + failure);
        }
    }

    private Shop.Host started() {
        SimulatedCluster shared = lost ? rescuersCluster : cluster;
        if (shared == null) {
            return lost ? shop.rescuer(rescuersStore) : shop.host();
        }
        return lost
                ? shop.rescuingMember(shared, builder -> builder.fromKit(shop.kit))
                : shop.member(shared, builder -> builder.kitStore(shop.kit));
    }

    /** Beside the host that is asked there are two more, which are stopped or held up at some moment. */
    private void accompany() {
        if (cluster == null) {
            return;
        }
        companions.removeIf(each -> each.runtime().isStopped());
        while (companions.size() < 2) {
            Shop.Host started = started();
            CrashPoint point = CrashPoint.call(chance.nextLong(1, 60), CrashPoint.Moment.BEFORE);
            if (chance.nextInt(3) == 0) {
                started.runtime().freezeAt(point, Duration.ofSeconds(chance.nextLong(5, 300)));
            } else if (crashes < MOST_CRASHES && chance.nextBoolean()) {
                started.runtime().crashAt(point);
                started.runtime().whenStopped(() -> crashes++);
            }
            try {
                started.holdfast().start();
                companions.add(started);
            } catch (BackupException e) {
                if (!started.runtime().isStopped()) {
                    throw e;
                }
            }
        }
    }

    private Shop.Host next() {
        while (true) {
            Shop.Host started = started();
            if (crashes < MOST_CRASHES && chance.nextInt(2) == 0) {
                CrashPoint.Moment[] moments = CrashPoint.Moment.values();
                CrashPoint.Moment moment = moments[chance.nextInt(moments.length)];
                long at = chance.nextLong(1, 150);
                boolean call = moment == CrashPoint.Moment.LATE || chance.nextBoolean();
                started.runtime().crashAt(call ? CrashPoint.call(at, moment) : CrashPoint.store(at, moment));
                started.runtime().whenStopped(() -> crashes++);
            }
            try {
                started.holdfast().start();
                started.holdfast().plans().save(shop.plan());
                accompany();
                return started;
            } catch (BackupException e) {
                if (!started.runtime().isStopped()) {
                    throw e;
                }
            }
        }
    }

    private void pass(Duration span) {
        try {
            host().runtime().await(() -> false, span);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Until a host has come to rest, and has told what points it knows: that may stop it too. */
    private void rest() {
        Shop.Host rested;
        do {
            pass(REST);
            while (host().runtime().isStopped()) {
                host = next();
                pass(REST);
            }
            rested = host();
            known = asked(holdfast -> Optional.of(holdfast.points())).orElseThrow();
        } while (!rested.equals(host()));
    }

    /** Lets the application write to its database, or ends that. */
    private void write(boolean on) {
        shop.cloud
                .world()
                .network()
                .probe("prod", "10.0.1.11", 8_080, "stream " + (on ? 20_000 : 0), Duration.ofMinutes(1), answer -> {});
    }

    String hash() {
        return shop.cloud.truth().trace().hash();
    }
}
