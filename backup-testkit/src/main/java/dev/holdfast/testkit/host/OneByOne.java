// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.testkit.world.front.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Work that runs one at a time and in order, each as two events: it is done, and its outcome is known. */
final class OneByOne {
    /** Told around a piece of work. */
    @FunctionalInterface
    interface Hooks {
        /** Nobody listens. */
        Hooks NONE = moment -> {};

        void at(CrashPoint.Moment moment);
    }

    record Work<T>(Callable<T> work, Hooks hooks) {}

    private final WorldRuntime runtime;
    private final Duration latency;
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    OneByOne(WorldRuntime runtime, Duration latency) {
        this.runtime = runtime;
        this.latency = latency;
    }

    <T> void add(Work<T> work, Ending<T> ending) {
        waiting.add(() -> perform(work, ending));
        if (waiting.size() == 1) {
            begin();
        }
    }

    private void begin() {
        Runnable first = waiting.peek();
        if (first != null) {
            runtime.loop().after(runtime.latency(latency), () -> runtime.run(first));
        }
    }

    private <T> void perform(Work<T> work, Ending<T> ending) {
        work.hooks().at(CrashPoint.Moment.BEFORE);
        // A host that froze just now goes on here when it has thawed.
        runtime.run(() -> take(work, ending));
    }

    private <T> void take(Work<T> work, Ending<T> ending) {
        Outcome.of(work.work(), (value, failure) -> {
            work.hooks().at(CrashPoint.Moment.EFFECT);
            tell(work, ending, value, failure);
        });
    }

    private <T> void tell(Work<T> work, Ending<T> ending, @Nullable T value, @Nullable Throwable failure) {
        runtime.loop()
                .after(
                        runtime.latency(latency),
                        () -> runtime.run(() -> {
                            waiting.poll();
                            begin();
                            ending.end(value, failure);
                            work.hooks().at(CrashPoint.Moment.ANSWER);
                        }));
    }
}
