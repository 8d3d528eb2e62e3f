// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.request.Answer;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.Strand;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for something in the world, away from the loop. */
final class Waiting<T> {
    private final Front front;
    private final WorldLoop loop;
    private volatile @Nullable Answer<T> answer;
    private volatile boolean woken;
    private boolean over;

    Waiting(Front front, WorldLoop loop) {
        this.front = front;
        this.loop = loop;
    }

    @Nullable
    Answer<T> onStrand(Strand strand, Envelope request, Function<Arrival, T> physics, Duration atMost) {
        onStrand(strand, wake -> send(request, physics, wake), atMost);
        return answer;
    }

    @Nullable
    Answer<T> onThread(Envelope request, Function<Arrival, T> physics, Duration atMost) {
        onThread(wake -> send(request, physics, wake), atMost);
        return answer;
    }

    private void send(Envelope request, Function<Arrival, T> physics, Runnable wake) {
        front.send(request, physics, came -> {
            answer = came;
            wake.run();
        });
    }

    /** The strand is parked meanwhile, and the world goes on. */
    boolean onStrand(Strand strand, Consumer<Runnable> begin, Duration atMost) {
        loop.post(() -> begin.accept(() -> {
            woken = true;
            resume(strand);
        }));
        Cancellable timer = loop.after(atMost, () -> resume(strand));
        strand.park();
        timer.cancel();
        return woken;
    }

    private void resume(Strand strand) {
        if (!over) {
            over = true;
            strand.resume();
        }
    }

    /** A plain thread: drives the world if nobody does, else waits by the real clock. */
    boolean onThread(Consumer<Runnable> begin, Duration atMost) {
        CountDownLatch came = new CountDownLatch(1);
        loop.post(() -> begin.accept(() -> {
            woken = true;
            came.countDown();
        }));
        if (!loop.tryRunUntil(() -> woken, atMost)) {
            try {
                boolean ignored = came.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return woken;
    }
}
