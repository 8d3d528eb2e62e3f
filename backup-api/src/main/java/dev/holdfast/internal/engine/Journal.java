// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into the store. Takes what the loop decides, writes it in batches of whatever has gathered while the last
 * batch was on its way, and tells the loop when it is durable. When the store cannot be reached the batch is kept and
 * tried again: nothing that hangs on it happens meanwhile.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** The most change sets in one batch: bounds the size of a transaction. */
    private static final int BATCH = 512;

    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final HostRuntime runtime;
    private final Store store;
    private final Runnable onFenced;
    private final Consumer<ChangeSet> onWritten;
    private final UnaryOperator<ChangeSet> completing;
    private final Consumer<String> onTurnOver;
    private long epoch;
    private boolean fenced;
    private volatile boolean busy;
    private final Deque<Entry> waiting = new ArrayDeque<>();

    /** A change set and who is told of it; or, without a set, a read that must see all that was written before it. */
    private record Entry(@Nullable ChangeSet set, Consumer<Store.@Nullable Refused> then) {}

    /**
     * A journal; what was written is shown to one who follows it, before whoever wrote it hears of it.
     *
     * @param completing adds to each set what belongs to it wherever it comes from
     * @param onTurnOver is told of lanes whose turn is over
     */
    Journal(
            HostRuntime runtime,
            Store store,
            Runnable onFenced,
            Consumer<ChangeSet> onWritten,
            UnaryOperator<ChangeSet> completing,
            Consumer<String> onTurnOver) {
        this.completing = completing;
        this.onTurnOver = onTurnOver;
        this.runtime = runtime;
        this.store = store;
        this.onFenced = onFenced;
        this.onWritten = onWritten;
    }

    void open(long newEpoch) {
        epoch = newEpoch;
    }

    long epoch() {
        return epoch;
    }

    void write(ChangeSet set, Consumer<Store.@Nullable Refused> then) {
        if (fenced) {
            return;
        }
        waiting.add(new Entry(completing.apply(set), then));
        pump();
    }

    /** Reads from the store what it holds once all that was written before is durable. */
    <T> void read(Callable<T> work, HostRuntime.Completion<T> completion) {
        Runnable begin = () -> runtime.run(HostRuntime.Kind.STORE, null, DEADLINE, work, completion);
        if (fenced || (!busy && waiting.isEmpty())) {
            begin.run();
        } else {
            waiting.add(new Entry(null, nothing -> begin.run()));
        }
    }

    boolean idle() {
        return !busy;
    }

    private void pump() {
        while (!busy && !fenced && !waiting.isEmpty()) {
            List<Entry> batch = new ArrayList<>();
            while (batch.size() < BATCH
                    && !waiting.isEmpty()
                    && waiting.element().set() != null) {
                batch.add(waiting.remove());
            }
            if (batch.isEmpty()) {
                waiting.remove().then().accept(null);
            } else {
                busy = true;
                send(batch);
            }
        }
    }

    private void send(List<Entry> batch) {
        List<ChangeSet> sets =
                batch.stream().map(Entry::set).filter(Objects::nonNull).toList();
        runtime.run(HostRuntime.Kind.STORE, null, DEADLINE, () -> store.write(epoch, sets), (answers, failure) -> {
            if (failure != null || answers == null) {
                // The write may have been made: versions make repeating it harmless, but then every set would
                // be refused as changed. Telling the two apart is the store's own affair; it repeats or throws
                // before it wrote.
                LOG.warn("The store could not be written; trying again in {}", RETRY, failure);
                runtime.after(RETRY, () -> send(batch));
                return;
            }
            busy = false;
            RuntimeException fault = null;
            for (int i = 0; i < batch.size() && !fenced; i++) {
                fault = told(batch.get(i), answers.get(i), fault);
            }
            pump();
            if (fault != null) {
                throw fault;
            }
        });
    }

    /** One that fails keeps no other from hearing of its own write. */
    private @Nullable RuntimeException told(
            Entry entry, Store.@Nullable Refused refused, @Nullable RuntimeException before) {
        if (refused != null && refused.reason() == Store.Refused.Reason.FENCED) {
            fence();
            return before;
        }
        if (refused != null && refused.reason() == Store.Refused.Reason.TURN_OVER && entry.set() != null) {
            entry.set().changes().forEach(change -> {
                if (change instanceof ChangeSet.Change.RequireTurn turn) {
                    onTurnOver.accept(turn.lane());
                }
            });
        }
        try {
            if (refused == null && entry.set() != null) {
                onWritten.accept(entry.set());
            }
            entry.then().accept(refused);
            return before;
        } catch (RuntimeException e) {
            if (before != null) {
                before.addSuppressed(e);
                return before;
            }
            return e;
        }
    }

    private void fence() {
        fenced = true;
        List<Entry> left = List.copyOf(waiting);
        waiting.clear();
        onFenced.run();
        // Nothing is written any more, but who asked what there is gets an answer.
        left.stream()
                .filter(entry -> entry.set() == null)
                .forEach(entry -> entry.then().accept(null));
    }
}
