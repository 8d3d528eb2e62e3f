// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs any graph. One decision loop consumes events; workers only make calls and post results. Methods with a future may
 * be called from any thread; everything else is touched by the loop only.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int ALL = Integer.MAX_VALUE;

    final EngineConfig config;
    final Journal journal;
    final Decisions decisions;
    final Calls calls;
    final Backoff backoff;
    final Durations durations = new Durations();
    final Packing packing;
    final Flow flow;
    final Expansions expansions;
    final Locals locals;
    final Requests requests;
    final Reads reads;
    final Looks looks;
    final Settling settling;
    final Watch watch;
    final Sections sections;
    final TwinWatch twins;
    final Outbox outbox;
    final Operations operations;
    final TakeOver takeOver;
    final Holds holds;
    final Gate gate;
    final Wakes wakes;
    final Witness witness;
    final Compaction compaction;
    final Seats seats;
    final Turns turns;
    final Follower follower;

    private final Map<Lane, Desk> desks = new TreeMap<>();
    private final Map<Lane, Integer> recovering = new HashMap<>();
    private final Map<ProviderId, Limiter> limiters = new HashMap<>();
    private final Map<OperationId, List<Consumer<OperationState>>> waiters = new HashMap<>();
    private volatile boolean stopping;
    private volatile @Nullable Failure readsOnly;

    /**
     * An engine that has not started.
     *
     * @param config what it is made of
     */
    public Engine(EngineConfig config) {
        this.config = config;
        PayloadMapper mapper = PayloadMapper.with(config.cipher());
        this.decisions = new Decisions(this);
        this.seats = new Seats(this);
        this.turns = new Turns(this);
        this.follower = new Follower(this, mapper);
        this.journal = new Journal(
                config.runtime(), config.store(), this::fenced, this::written, this::completed, turns::lost);
        this.calls = new Calls(config.runtime(), seats);
        this.backoff = new Backoff(config.seed());
        this.packing = new Packing(mapper);
        this.flow = new Flow(this, mapper);
        this.expansions = new Expansions(this, config.planners(), mapper);
        this.locals = new Locals(this, mapper);
        this.requests = new Requests(this);
        this.reads = new Reads(this, mapper);
        this.looks = new Looks(this);
        this.settling = new Settling(this);
        this.watch = new Watch(this);
        this.sections = new Sections(this);
        this.twins = new TwinWatch(this, mapper);
        this.outbox = new Outbox(this);
        this.operations = new Operations(this, mapper);
        this.takeOver = new TakeOver(this, mapper);
        this.holds = new Holds(this, mapper);
        this.gate = new Gate(this);
        this.wakes = new Wakes(this);
        this.witness = new Witness(this);
        this.compaction = new Compaction(this, mapper);
    }

    private void written(ChangeSet set) {
        holds.written(set);
    }

    /** Wakes those who must hear of a write wherever it comes from: of events, and of what is owed or watched in a lane. */
    private ChangeSet completed(ChangeSet set) {
        if (seats.alone()) {
            return set;
        }
        Set<String> lanes = new TreeSet<>();
        for (Change change : set.changes()) {
            if (change instanceof Change.AddEvent) {
                lanes.add(Seats.EVENTS);
            } else if (change instanceof Change.PutRecord put && put.row().kind() == RecordRow.Kind.WATCH) {
                lanes.add(put.row().group());
            }
        }
        List<Change> changes = new ArrayList<>(set.changes());
        seats.wake(changes, lanes);
        holds.wake(changes);
        return changes.size() == set.changes().size() ? set : new ChangeSet(changes);
    }

    // ------------------------------------------------------------------ from any thread

    /**
     * Takes over the installation and resumes what has not ended.
     *
     * @return done when all open operations are taken in
     */
    public CompletableFuture<Void> start() {
        return acquire(this::load);
    }

    /** Takes the store over, and goes on with it. */
    private CompletableFuture<Void> acquire(Consumer<CompletableFuture<Void>> then) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        config.runtime()
                .post(() -> config.runtime()
                        .run(
                                HostRuntime.Kind.STORE,
                                null,
                                Duration.ofMinutes(5),
                                () -> seats.alone()
                                        ? config.store().acquire(config.installation(), config.host())
                                        : config.store().join(config.installation(), config.host()),
                                (epoch, failure) -> {
                                    if (epoch == null) {
                                        fail(started, failure);
                                    } else {
                                        journal.open(epoch);
                                        then.accept(started);
                                    }
                                }));
        return started;
    }

    private void load(CompletableFuture<Void> started) {
        config.runtime()
                .run(
                        HostRuntime.Kind.STORE,
                        null,
                        Duration.ofMinutes(5),
                        () -> {
                            long position = config.store().position();
                            Map<OperationRow, List<StepRow>> open = new LinkedHashMap<>();
                            for (OperationRow row : config.store().openOperations()) {
                                open.put(row, config.store().steps(row.id()));
                            }
                            return new Found(
                                    position, open, config.store().records(RecordRow.Kind.OBLIGATION, null, null, ALL));
                        },
                        (found, failure) -> {
                            if (found == null) {
                                fail(started, failure);
                                return;
                            }
                            resume(found);
                            join(found, started);
                        });
    }

    /** What there is in the store. */
    private record Found(long position, Map<OperationRow, List<StepRow>> open, List<RecordRow> owed) {}

    private void resume(Found found) {
        holds.load(found.owed());
        Map<OperationId, Set<Lane>> lost = new TreeMap<>();
        Set<OperationId> open = new TreeSet<>();
        for (OperationRow row : found.open().keySet()) {
            takeOver.restore(row.body(), lost);
            takeOver.recovering(row.body(), 1);
            open.add(row.id());
        }
        found.open()
                .forEach((row, steps) -> operations.resume(
                        row, steps, lost.getOrDefault(row.id(), Set.of()), TakeOver.yields(row.body(), open)));
        List<Run> runs = List.copyOf(operations.runs.values());
        runs.forEach(takeOver::opened);
        runs.forEach(takeOver::restored);
        twins.arm("");
        compaction.started();
    }

    /** Where hosts share a store: follows what others do, and takes turns. */
    private void join(Found found, CompletableFuture<Void> started) {
        Cluster cluster = config.cluster();
        if (cluster == null) {
            complete(started, null);
            return;
        }
        follower.start(found.position());
        // Whatever lanes have open work in them have turns, also where the store was one host's own until now.
        List<Change> changes = new ArrayList<>();
        Set<String> lanes = seats.lanes();
        operations.runs.values().forEach(run -> lanes.add(Seats.partition(run)));
        found.owed().forEach(row -> lanes.add(row.group()));
        lanes.add(Seats.EVENTS);
        seats.wake(changes, lanes);
        journal.write(new ChangeSet(changes), refused -> {
            cluster.join(turns);
            complete(started, null);
        });
    }

    /**
     * Accepts an operation: durable when the future is done.
     *
     * @param id its id
     * @param requestKey the application's key, or {@code null}
     * @param body what was asked
     * @param nodes its first steps, numbered from 0
     * @param claims what it claims from the start
     * @return done when it is durable; failed with a {@link BackupException} if it was refused
     */
    public CompletableFuture<OperationId> submit(
            OperationId id,
            @Nullable String requestKey,
            Payload.Fields body,
            List<StepNode> nodes,
            List<Expansion.Claim> claims) {
        return submit(id, requestKey, body, nodes, claims, List.of());
    }

    /**
     * Accepts an operation: durable when the future is done.
     *
     * @param id its id
     * @param requestKey the application's key, or {@code null}
     * @param body what was asked
     * @param nodes its first steps, numbered from 0
     * @param claims what it claims from the start
     * @param records what is recorded with it
     * @return done when it is durable; failed with a {@link BackupException} if it was refused
     */
    public CompletableFuture<OperationId> submit(
            OperationId id,
            @Nullable String requestKey,
            Payload.Fields body,
            List<StepNode> nodes,
            List<Expansion.Claim> claims,
            List<RecordRow> records) {
        return acting(accepted -> {
            if (stopping) {
                fail(accepted, refusal("this host is closing"));
                return;
            }
            operations.submit(new Operations.Submission(id, requestKey, body, nodes, claims, records), refused -> {
                if (refused == null) {
                    complete(accepted, id);
                } else {
                    fail(accepted, refusal(id, refused));
                }
            });
        });
    }

    /** Does on the loop what changes something, unless another host owns the installation. */
    private <T> CompletableFuture<T> acting(Consumer<CompletableFuture<T>> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        config.runtime().post(() -> {
            Failure taken = readsOnly;
            if (taken != null) {
                fail(result, new BackupException(taken));
            } else {
                what.accept(result);
            }
        });
        return result;
    }

    private static BackupException refusal(OperationId id, Store.Refused refused) {
        boolean taken = refused.reason() == Store.Refused.Reason.KEY_TAKEN;
        return new BackupException(Failure.of(
                taken ? FailureKind.TAKEN : FailureKind.BUSY, "Cannot accept operation " + id, refused.what()));
    }

    private static BackupException refusal(String why) {
        return new BackupException(
                new Failure(FailureKind.UNSUPPORTED, "Cannot accept an operation", why, "use the host that owns it"));
    }

    /**
     * Waits for the end of an operation.
     *
     * @param id which
     * @param then is given its last state, on the loop; at once if it has ended
     */
    public void whenEnded(OperationId id, Consumer<OperationState> then) {
        config.runtime().post(() -> {
            if (operations.runs.containsKey(id)) {
                waiters.computeIfAbsent(id, i -> new ArrayList<>()).add(then);
                return;
            }
            config.runtime()
                    .run(
                            HostRuntime.Kind.STORE,
                            null,
                            Duration.ofMinutes(1),
                            () -> Known.find(config.store(), id),
                            (known, failure) -> {
                                if (known != null
                                        && known.isPresent()
                                        && known.get().state().ended()) {
                                    then.accept(known.get().state());
                                } else {
                                    waiters.computeIfAbsent(id, i -> new ArrayList<>())
                                            .add(then);
                                }
                            });
        });
    }

    /**
     * Reads from the store, in order with what was written before.
     *
     * @param read the read
     * @param <T> what it gives
     * @return done with what it gave
     */
    public <T> CompletableFuture<T> read(Function<Store, T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        config.runtime()
                .post(() -> journal.read(() -> read.apply(config.store()), (value, failure) -> {
                    if (failure != null) {
                        fail(result, failure);
                    } else {
                        complete(result, value);
                    }
                }));
        return result;
    }

    /**
     * Pauses, resumes or cancels an operation.
     *
     * @param id which
     * @param to {@link OperationState#PAUSED}, {@link OperationState#RUNNING} or {@link OperationState#CANCELLING}
     * @param undo whether a cancelled one is undone
     * @return done with whether it was in a state that allows it
     */
    public CompletableFuture<Boolean> change(OperationId id, OperationState to, boolean undo) {
        return acting(result -> {
            known(id, run -> {
                if (run == null) {
                    complete(result, false);
                    return;
                }
                if (to == OperationState.CANCELLING) {
                    run.undoWanted = undo;
                }
                operations.change(run, to, changed -> complete(result, changed));
            });
        });
    }

    /**
     * Decides about something that is owed.
     *
     * @param key which
     * @param again whether it is tried again; else it is no longer owed
     * @param by who says so, and why
     * @return done with whether it was there, and waited for that
     */
    public CompletableFuture<Boolean> decideOwed(String key, boolean again, String by) {
        return acting(result -> {
            if (seats.alone()) {
                decideOwed(key, again, by, result);
                return;
            }
            journal.read(() -> config.store().records(RecordRow.Kind.OBLIGATION, null, null, ALL), (rows, failure) -> {
                if (rows == null) {
                    fail(result, failure);
                } else {
                    holds.refresh(rows);
                    decideOwed(key, again, by, result);
                }
            });
        });
    }

    private void decideOwed(String key, boolean again, String by, CompletableFuture<Boolean> result) {
        List<Change> changes = holds.decided(key, again, by);
        if (changes == null) {
            complete(result, false);
        } else {
            journal.write(new ChangeSet(changes), refused -> complete(result, refused == null));
        }
    }

    /** An operation that is open, as it is now; {@code null} if there is none. */
    private void known(OperationId id, Consumer<@Nullable Run> then) {
        if (seats.alone()) {
            then.accept(operations.runs.get(id));
        } else {
            follower.catchUp(() -> then.accept(operations.runs.get(id)));
        }
    }

    /**
     * Tells whenever something is owed, or no longer is.
     *
     * @param follower called on the loop
     */
    public void whenOwed(Runnable follower) {
        holds.follow(follower);
    }

    /**
     * Decides about a step that waits for a person.
     *
     * @param id the operation
     * @param number the step
     * @param decision what a person says
     * @return done with whether the step was waiting for that
     */
    public CompletableFuture<Boolean> decide(OperationId id, int number, Decision decision) {
        return acting(result -> {
            known(id, run -> {
                LiveStep step = run == null ? null : run.steps.get(number);
                if (step == null) {
                    complete(result, false);
                } else if (step.writing) {
                    step.afterWrite = () -> decisions.take(step, decision, taken -> complete(result, taken));
                } else {
                    decisions.take(step, decision, taken -> complete(result, taken));
                }
            });
        });
    }

    /**
     * Writes records, evidence and events.
     *
     * @param changes what to write
     * @return done when it is durable
     */
    public CompletableFuture<Boolean> write(List<Change> changes) {
        return acting(result -> journal.write(new ChangeSet(changes), refused -> {
            if (refused == null) {
                if (changes.stream().anyMatch(Change.AddEvent.class::isInstance)) {
                    outbox.pumpSoon();
                }
                complete(result, true);
            } else {
                fail(result, new BackupException(Failure.of(FailureKind.BUSY, "Cannot write", refused.what())));
            }
        }));
    }

    /**
     * Forgets a preview that was read. What keeps this host from it is no matter: it is done later then, as it is where
     * hosts share a store, so that all have seen its end.
     *
     * @param id which
     */
    public void forgetPreview(OperationId id) {
        config.runtime().post(() -> {
            if (!stopping() && seats.alone()) {
                journal.write(new ChangeSet(compaction.read(id)), refused -> {});
            }
        });
    }

    /**
     * Whether no call is under way and nothing waits to be written.
     *
     * @return true if so
     */
    public boolean quiet() {
        return calls.idle() && journal.idle() && seats.held().isEmpty();
    }

    /** Sends nothing new from now on. What runs in the cloud goes on; what is under way is journaled when it ends. */
    public void stop() {
        stopping = true;
    }

    // ------------------------------------------------------------------ for the engine's own

    Instant now() {
        return config.runtime().wall().instant();
    }

    long ticks() {
        return config.runtime().ticks();
    }

    long wallMillis() {
        return config.runtime().wall().millis();
    }

    boolean stopping() {
        return stopping || readsOnly != null;
    }

    Lane anyLane() {
        return desks.isEmpty()
                ? new Lane(ProviderId.of("local"), config.installation(), "host")
                : desks.keySet().iterator().next();
    }

    Desk desk(LiveStep step) {
        Lane lane = step.lane();
        if (lane == null) {
            throw new IllegalStateException(step + " makes no request");
        }
        return desk(lane);
    }

    boolean serves(Lane lane) {
        return config.providers().containsKey(lane.provider());
    }

    Desk desk(Lane lane) {
        return desks.computeIfAbsent(lane, l -> {
            BackupProvider provider = config.providers().get(l.provider());
            if (provider == null) {
                throw new IllegalStateException("There is no provider '" + l.provider() + "' for lane " + l
                        + "; there are " + config.providers().keySet());
            }
            Limiter limiter = limiters.computeIfAbsent(l.provider(), p -> new Limiter(provider.limits()));
            return new Desk(this, l, provider, limiter);
        });
    }

    void release(LiveStep step) {
        Reservation reservation = step.reservation;
        if (reservation != null) {
            step.reservation = null;
            reservation.desk.release(reservation);
        }
    }

    /** Takes a step that waits for a limit or its turn out of the queues. */
    void withdraw(LiveStep step) {
        if (step.queued && step.state == StepState.PENDING && step.lane() != null) {
            step.queued = false;
        }
    }

    void resumeDesks() {
        List.copyOf(desks.values()).forEach(Desk::resume);
    }

    void parked(LiveStep step) {
        LOG.warn(
                "Operation {} step {} ({}) is parked: {}",
                step.run.id,
                step.node.number(),
                step.node.name(),
                step.progress.failure());
    }

    void ended(Run run) {
        takeOver.closed(run);
        holds.closed(run);
        compaction.ended(run);
        told(run.id, run.state);
    }

    /** Tells those who wait for the end of an operation. */
    void told(OperationId id, OperationState state) {
        List<Consumer<OperationState>> waiting = waiters.remove(id);
        if (waiting != null) {
            waiting.forEach(waiter -> waiter.accept(state));
        }
        config.runtime().wake();
    }

    /** How many failovers lead into a lane; while there are some, protection waits there. */
    void recovering(Lane lane, int more) {
        if (!serves(lane)) {
            return;
        }
        if (recovering.merge(lane, more, Integer::sum) == 0) {
            recovering.remove(lane);
            desk(lane).resume();
        }
    }

    /** Whether a failover leads into a lane: protection and housekeeping wait there. */
    boolean recovers(Lane lane) {
        return recovering.containsKey(lane);
    }

    /** A lane is not ours any more: what waits in it is found again in its next turn. */
    void drop(Lane lane) {
        desks.remove(lane);
    }

    /**
     * Whether this host sends and accepts.
     *
     * @return false once it is closing, or another host owns the installation
     */
    public boolean acts() {
        return !stopping();
    }

    /**
     * Why this host only reads and reports.
     *
     * @return the reason, or {@code null} if it may act
     */
    public @Nullable Failure readsOnly() {
        return readsOnly;
    }

    /**
     * Somebody else owns the installation: from now on, and for good, this host sends nothing and accepts nothing. What
     * was under way is journaled when it ends.
     *
     * @param why who has taken over
     * @param last what is written before
     */
    public void readOnly(Failure why, List<Change> last) {
        config.runtime().post(() -> readOnly(why, last, () -> {}));
    }

    /**
     * Takes the store over only to say that another host has the installation: nothing is resumed.
     *
     * @param why who has taken over
     * @param last what is written
     * @return done when it is durable
     */
    public CompletableFuture<Void> startReadOnly(Failure why, List<Change> last) {
        return acquire(started -> readOnly(why, last, () -> complete(started, null)));
    }

    private void readOnly(Failure why, List<Change> last, Runnable durable) {
        if (readsOnly == null) {
            List<Change> changes = new ArrayList<>(last);
            changes.add(outbox.takenOver(why));
            journal.write(new ChangeSet(changes), refused -> durable.run());
            readsOnly = why;
            LOG.error("{}", why);
            config.runtime().wake();
        }
    }

    private void fenced() {
        if (readsOnly == null) {
            readsOnly = new Failure(
                    FailureKind.TAKEN,
                    "Cannot act for this installation",
                    "another host has taken over its store",
                    "use that host, and close this one");
            LOG.error("{}", readsOnly);
            turns.abandon();
        }
    }

    private <T> void complete(CompletableFuture<T> future, @Nullable T value) {
        future.complete(value);
        config.runtime().wake();
    }

    private void fail(CompletableFuture<?> future, @Nullable Throwable failure) {
        future.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        config.runtime().wake();
    }
}
