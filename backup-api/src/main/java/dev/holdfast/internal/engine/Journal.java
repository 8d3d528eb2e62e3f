// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    private long epoch;
    private boolean fenced;
    private volatile boolean busy;
    private List<Entry> waiting = new ArrayList<>();

    private record Entry(ChangeSet set, Consumer<Store.@Nullable Refused> then) {}

    Journal(HostRuntime runtime, Store store, Runnable onFenced) {
        this.runtime = runtime;
        this.store = store;
        this.onFenced = onFenced;
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
        waiting.add(new Entry(set, then));
        pump();
    }

    boolean idle() {
        return !busy;
    }

    private void pump() {
        if (busy || waiting.isEmpty() || fenced) {
            return;
        }
        busy = true;
        List<Entry> batch = waiting.size() <= BATCH ? waiting : new ArrayList<>(waiting.subList(0, BATCH));
        waiting = waiting.size() <= BATCH ? new ArrayList<>() : new ArrayList<>(waiting.subList(BATCH, waiting.size()));
        send(batch);
    }

    private void send(List<Entry> batch) {
        List<ChangeSet> sets = batch.stream().map(Entry::set).toList();
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
        try {
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
        waiting.clear();
        onFenced.run();
    }
}
