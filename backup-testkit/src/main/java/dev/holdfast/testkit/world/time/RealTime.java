// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Drives a loop against the real clock; the only class of the world that reads one. Virtual time runs {@code factor}
 * times as fast as real time, so durations of the cloud are divided by it.
 */
public final class RealTime implements AutoCloseable {

    private static final long LONGEST_WAIT = Duration.ofMillis(200).toNanos();

    private final WorldLoop loop;
    private final double factor;
    private final Instant virtualStart;
    private final long realStart;
    private final Thread thread;
    private volatile boolean closed;

    private RealTime(WorldLoop loop, double factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("factor must be above 0: " + factor);
        }
        this.loop = loop;
        this.factor = factor;
        this.virtualStart = loop.now();
        this.realStart = System.nanoTime();
        this.thread = new Thread(this::run, "holdfast-world");
        this.thread.setDaemon(true);
    }

    /** The present, for a world whose time is the real one. */
    public static Instant present() {
        return Instant.now();
    }

    /** Starts to drive the loop on a thread of its own, until closed. */
    public static RealTime drive(WorldLoop loop, double factor) {
        RealTime driver = new RealTime(loop, factor);
        loop.paced(driver::virtualNow);
        driver.thread.start();
        return driver;
    }

    /** Ends the thread after the event that runs. */
    @Override
    public void close() {
        closed = true;
        loop.paced(null);
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            loop.runDue(virtualNow());
            Instant next = loop.nextDue();
            long wait = LONGEST_WAIT;
            if (next != null) {
                wait = (long) (Duration.between(virtualNow(), next).toNanos() / factor);
            }
            if (wait > 0) {
                try {
                    loop.awaitChange(Math.min(wait, LONGEST_WAIT));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private Instant virtualNow() {
        return virtualStart.plusNanos((long) ((System.nanoTime() - realStart) * factor));
    }
}
