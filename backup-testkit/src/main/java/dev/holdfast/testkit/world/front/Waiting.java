// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.request.Answer;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.Strand;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for the answer to one request, away from the loop. */
final class Waiting<T> {
    private final Front front;
    private final WorldLoop loop;
    private volatile @Nullable Answer<T> answer;
    private boolean over;

    Waiting(Front front, WorldLoop loop) {
        this.front = front;
        this.loop = loop;
    }

    /** The strand is parked meanwhile, and the world goes on. */
    @Nullable
    Answer<T> onStrand(Strand strand, Envelope request, Function<Arrival, T> physics, Duration atMost) {
        front.send(request, physics, came -> {
            answer = came;
            wake(strand);
        });
        Cancellable timer = loop.after(atMost, () -> wake(strand));
        strand.park();
        timer.cancel();
        return answer;
    }

    private void wake(Strand strand) {
        if (!over) {
            over = true;
            strand.resume();
        }
    }

    /** A plain thread: drives the world if nobody does, else waits by the real clock. */
    @Nullable
    Answer<T> onThread(Envelope request, Function<Arrival, T> physics, Duration atMost) {
        CountDownLatch came = new CountDownLatch(1);
        loop.post(() -> front.send(request, physics, answered -> {
            answer = answered;
            came.countDown();
        }));
        if (!loop.tryRunUntil(() -> came.getCount() == 0, atMost)) {
            try {
                boolean ignored = came.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return answer;
    }
}
