// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what this host knows of open operations as other hosts change them, where hosts share a store: by what has changed
 * since it looked last, never by all there is. Touched by the loop only.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE = 2_000;
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often it is looked what others did while they do something, and at least. */
    private static final Duration OFTEN = Duration.ofMillis(500);

    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final Engine engine;
    private final PayloadMapper mapper;
    private long position;
    private Duration period = OFTEN;
    private boolean reading;
    private List<Runnable> waiting = new ArrayList<>();

    Follower(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /** All that was written up to here is known. */
    void start(long known) {
        position = known;
        engine.config.runtime().after(period, this::period);
    }

    private void period() {
        if (engine.stopping()) {
            return;
        }
        long before = position;
        catchUp(() -> {
            Duration longer = period.multipliedBy(2);
            period = position != before ? OFTEN : longer.compareTo(SELDOM) < 0 ? longer : SELDOM;
            engine.config.runtime().after(period, this::period);
        });
    }

    /** Does something once all is known that was written before this call. */
    void catchUp(Runnable then) {
        waiting.add(then);
        read();
    }

    private record Page(List<OperationRow> operations, List<StepRow> steps, long upTo) {}

    private void read() {
        if (reading) {
            return;
        }
        reading = true;
        List<Runnable> asked = waiting;
        waiting = new ArrayList<>();
        long from = position;
        engine.config.runtime().run(HostRuntime.Kind.STORE, null, DEADLINE, () -> all(from), (page, failure) -> {
            reading = false;
            if (page == null) {
                LOG.warn("The store could not be read; trying again in {}", RETRY, failure);
                asked.addAll(waiting);
                waiting = asked;
                engine.config.runtime().after(RETRY, this::read);
                return;
            }
            position = page.upTo();
            apply(page.operations(), page.steps(), Set.of());
            asked.forEach(Runnable::run);
            if (!waiting.isEmpty()) {
                read();
            }
        });
    }

    /** Only the last page makes what was read before it whole: all of it is taken in at once. */
    private Page all(long from) {
        Map<OperationId, OperationRow> operations = new TreeMap<>();
        Map<String, StepRow> steps = new TreeMap<>();
        Store.Feed feed;
        long after = from;
        do {
            feed = engine.config.store().changes(after, PAGE);
            feed.operations().forEach(row -> operations.put(row.id(), row));
            feed.steps().forEach(row -> steps.put(row.operation() + "/" + row.number(), row));
            after = feed.upTo();
        } while (feed.more());
        return new Page(List.copyOf(operations.values()), List.copyOf(steps.values()), after);
    }

    /** Takes an operation in again as it is stored: a write of ours was refused, so ours is not how it is. */
    void reload(Run run) {
        reload(run, () -> {});
    }

    /** The same, and then goes on, unless it has ended. */
    void reload(Run run, Runnable then) {
        OperationId id = run.id;
        engine.config
                .runtime()
                .run(
                        HostRuntime.Kind.STORE,
                        null,
                        DEADLINE,
                        () -> {
                            OperationRow row = Known.row(engine.config.store(), id);
                            return new Page(List.of(row), engine.config.store().steps(id), 0);
                        },
                        (page, failure) -> {
                            if (page == null) {
                                engine.config.runtime().after(RETRY, () -> reload(run, then));
                                return;
                            }
                            if (engine.operations.runs.get(id) == run) {
                                apply(page.operations(), page.steps(), Set.of(id));
                            }
                            then.run();
                        });
    }

    // ------------------------------------------------------------------ take in

    private static final class Changed {
        final List<LiveStep> steps = new ArrayList<>();
        final List<LiveStep> added = new ArrayList<>();
        boolean cancelled;
        boolean resumed;
    }

    private void apply(List<OperationRow> operations, List<StepRow> steps, Set<OperationId> forced) {
        Map<OperationId, List<StepRow>> byOperation = new TreeMap<>();
        steps.forEach(row -> byOperation
                .computeIfAbsent(row.operation(), id -> new ArrayList<>())
                .add(row));
        byOperation.values().forEach(rows -> rows.sort(Comparator.comparingInt(StepRow::number)));
        Map<Run, Changed> changed = new TreeMap<>(Comparator.comparing(run -> run.id));
        List<OperationRow> ended = new ArrayList<>();
        List<Run> opened = new ArrayList<>();
        for (OperationRow row : operations) {
            Run run = engine.operations.runs.get(row.id());
            if (row.state().ended()) {
                ended.add(row);
            }
            if (run == null) {
                if (!row.state().ended()) {
                    opened.add(engine.operations.adopt(row, byOperation.getOrDefault(row.id(), List.of())));
                    byOperation.remove(row.id());
                }
            } else if (row.version() > run.version || forced.contains(row.id())) {
                update(run, row, changed.computeIfAbsent(run, r -> new Changed()));
            }
        }
        for (Map.Entry<OperationId, List<StepRow>> each : byOperation.entrySet()) {
            Run run = engine.operations.runs.get(each.getKey());
            if (run != null) {
                Changed into = changed.computeIfAbsent(run, r -> new Changed());
                update(run, each.getValue(), into, forced.contains(run.id));
            }
        }
        opened.forEach(engine.operations::adopted);
        changed.forEach(this::follow);
        ended.forEach(engine.operations::endedElsewhere);
    }

    private void update(Run run, OperationRow row, Changed into) {
        into.cancelled = row.state() == OperationState.CANCELLING && run.state != row.state();
        into.resumed = run.state == OperationState.PAUSED && run.state != row.state();
        engine.operations.update(run, row);
    }

    private void update(Run run, List<StepRow> rows, Changed into, boolean forced) {
        for (StepRow row : rows) {
            LiveStep step = run.steps.get(row.number());
            if (step == null && run.fates.state(row.number()) == null) {
                into.added.add(engine.flow.install(run, live(run, row)));
            } else if (step != null && (forced ? !same(step, row) : !step.ended() && row.version() > step.version)) {
                step.follow(row, progress(row));
                engine.seats.place(step);
                into.steps.add(step);
            }
        }
        for (LiveStep step : into.added) {
            engine.flow.inherit(step);
        }
    }

    private static boolean same(LiveStep step, StepRow row) {
        StepState kept = step.state == StepState.UNKNOWN ? StepState.INTENDED : step.state;
        return step.version == row.version() && kept == row.state();
    }

    LiveStep live(Run run, StepRow row) {
        StepNode node = mapper.read(row.node(), StepNode.class);
        return new LiveStep(run, node, row.state(), row.generation(), row.version(), progress(row));
    }

    private StepProgress progress(StepRow row) {
        return row.progress().fields().isEmpty() ? StepProgress.NONE : mapper.read(row.progress(), StepProgress.class);
    }

    private void follow(Run run, Changed changed) {
        for (LiveStep step : changed.steps) {
            engine.flow.followed(step);
        }
        engine.flow.begin(changed.added);
        for (LiveStep step : changed.steps) {
            // What is ours again goes on from what is stored, as after a restart.
            if (!step.ended() && engine.seats.mine(step)) {
                engine.operations.goOn(step);
            }
        }
        if (changed.cancelled) {
            engine.operations.cancelPending(run);
        }
        if (changed.resumed || changed.cancelled) {
            engine.resumeDesks();
        }
        engine.takeOver.followed(run);
        if (run.open == 0) {
            engine.operations.end(run);
        }
    }
}
