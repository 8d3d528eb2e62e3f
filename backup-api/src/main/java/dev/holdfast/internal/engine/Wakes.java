// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import java.time.Duration;

/** Wakes the steps that wait at a limit when there is room. Touched by the loop only. */
final class Wakes {
    /** So many at most that were woken at one counter go on to wait at another, before those behind them are let be. */
    private static final int STRAYS = 8;

    private static final Duration STRAYED = Duration.ofSeconds(1);

    private final Engine engine;

    Wakes(Engine engine) {
        this.engine = engine;
    }

    /** Lets a step wait at a counter. */
    void waitAt(Limiter.Wait wait, LiveStep step) {
        wait.counter().wait(step);
        step.rest();
        if (wait.nanos() >= 0) {
            engine.seats.due(step, wait.nanos());
            wake(wait.counter(), wait.nanos());
        }
    }

    /** What it holds may have room for others now. */
    void rouse(Reservation reservation) {
        reservation.held.forEach(held -> rouse(held.counter()));
    }

    private void wake(Counter counter, long nanos) {
        long at = engine.ticks() + nanos;
        if (at < counter.wakesAt) {
            counter.wakesAt = at;
            engine.config.runtime().after(Duration.ofNanos(nanos), () -> {
                if (counter.wakesAt == at) {
                    counter.wakesAt = Long.MAX_VALUE;
                }
                rouse(counter);
            });
        }
    }

    /** One after the other, as long as the one before found room. */
    private void rouse(Counter counter) {
        int elsewhere = 0;
        while (true) {
            LiveStep first = counter.next();
            if (first == null) {
                return;
            }
            first.queued = false;
            if (first.ended()) {
                continue;
            }
            engine.desk(first).add(first);
            if (counter.waits(first)) {
                return;
            }
            // It went out, or waits at another counter; those behind it would most likely follow it there.
            elsewhere = first.queued ? elsewhere + 1 : 0;
            if (elsewhere == STRAYS) {
                wake(counter, STRAYED.toNanos());
                return;
            }
        }
    }
}
