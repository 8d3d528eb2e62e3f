// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.internal.planning.RecoveryKit.Title;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One kit store, and what is known of it. It has one call at a time; one that hangs keeps its thread, and is asked no more
 * until it comes back. Touched by the loop only, but for the calls.
 */
final class KitPlace {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** How often it is written again when someone else had just written it. */
    private static final int TRIES = 3;

    private final KitStore store;
    private final HostRuntime runtime;
    private final PayloadMapper mapper;
    private final Trust trust;

    /** A call is under way, or was given up and has not come back. */
    private final AtomicBoolean busy = new AtomicBoolean();

    /** What waits for the call under way. */
    private final List<Runnable> after = new ArrayList<>();

    private boolean calling;

    /** The version that was read or written last, or -1; and whose it was. */
    private long version = -1;

    @Nullable
    Title title;

    /** When it last showed our title, in ticks. */
    long shownAt = Long.MIN_VALUE;

    /** The serial that it holds for sure. */
    long written;

    /** The last serial that could not be written. */
    long failed;

    /** What is to be written once it is free. */
    @Nullable
    RecoveryKit next;

    /** Why it was not reached last. */
    @Nullable
    Failure fault;

    KitPlace(KitStore store, HostRuntime runtime, PayloadMapper mapper, Trust trust) {
        this.store = store;
        this.runtime = runtime;
        this.mapper = mapper;
        this.trust = trust;
    }

    /**
     * What it showed.
     *
     * @param version its version; 0 if it holds nothing
     * @param title whose kit it is, or {@code null} if it holds nothing
     * @param kit the kit, where it was read anew
     */
    record Seen(
            long version, @Nullable Title title, @Nullable RecoveryKit kit) {}

    String name() {
        return store.name();
    }

    boolean calling() {
        return calling;
    }

    /** Does something once the call under way has ended. */
    void afterwards(Runnable what) {
        after.add(what);
    }

    /** Reads it, whatever is known of it. */
    void read(HostRuntime.Completion<Seen> then) {
        call(() -> seen(-1, null), then);
    }

    /** Looks at it: a version that is known need not be understood again. */
    void look(HostRuntime.Completion<Seen> then) {
        long known = version;
        Title shown = title;
        call(() -> seen(known, shown), then);
    }

    /** Writes it, unless it shows a title above that of the kit; gives what it holds then. */
    void write(RecoveryKit kit, HostRuntime.Completion<Seen> then) {
        long known = version;
        Title shown = title;
        call(() -> put(known, shown, kit), then);
    }

    private Seen seen(long known, @Nullable Title shown) {
        Optional<KitStore.Kit> stored = store.get();
        if (stored.isEmpty()) {
            return new Seen(0, null, null);
        } else if (stored.get().version() == known) {
            return new Seen(known, shown, null);
        }
        RecoveryKit kit = RecoveryKit.parse(stored.get().text(), store.name(), mapper, trust);
        return new Seen(stored.get().version(), kit.title(), kit);
    }

    private Seen put(long known, @Nullable Title shown, RecoveryKit kit) {
        Seen before = known < 0 ? seen(-1, null) : new Seen(known, shown, null);
        String text = kit.text(mapper, trust);
        for (int i = 0; i < TRIES; i++) {
            if (before.title() != null && before.title().beats(kit.title())) {
                return before;
            } else if (store.put(before.version(), text)) {
                return new Seen(before.version() + 1, kit.title(), null);
            }
            before = seen(-1, null);
            Title other = before.title();
            if (other != null
                    && other.epoch() == kit.title().epoch()
                    && other.owner().equals(kit.title().owner())
                    && !other.host().equals(kit.title().host())) {
                break;
            }
        }
        throw new BackupException(new Failure(
                FailureKind.BUSY,
                "Cannot write the recovery kit in " + store.name(),
                "another host wrote it at the same time",
                "nothing; it is written again soon"));
    }

    private void call(Callable<Seen> work, HostRuntime.Completion<Seen> then) {
        if (calling || !busy.compareAndSet(false, true)) {
            runtime.post(() -> ended(null, new IllegalStateException("it has not answered the call before"), then));
            return;
        }
        calling = true;
        Callable<Seen> marked = () -> {
            try {
                return work.call();
            } finally {
                busy.set(false);
            }
        };
        runtime.run(HostRuntime.Kind.CALL, null, DEADLINE, marked, (seen, failure) -> {
            calling = false;
            ended(seen, failure, then);
            List<Runnable> waiting = List.copyOf(after);
            after.clear();
            waiting.forEach(Runnable::run);
        });
    }

    private void ended(@Nullable Seen seen, @Nullable Throwable failure, HostRuntime.Completion<Seen> then) {
        if (seen != null) {
            version = seen.version();
            title = seen.title();
            fault = null;
        } else {
            // What it holds by now is read before the next write.
            version = -1;
            fault = failure instanceof BackupException known
                    ? known.failure()
                    : new Failure(
                            FailureKind.TRANSIENT,
                            "Cannot reach kit store " + store.name(),
                            String.valueOf(failure == null ? "no answer" : failure.getMessage()),
                            "see that it can be reached from this host");
        }
        then.complete(seen, failure);
    }
}
