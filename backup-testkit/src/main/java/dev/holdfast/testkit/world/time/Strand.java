// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Code that waits, inside a world where nothing may. It has a thread of its own, which runs only while the loop stands
 * still for it: either the loop runs or one strand, never both, so that what happens is the same each time.
 */
public final class Strand {
    private static final ThreadLocal<Strand> CURRENT = new ThreadLocal<>();

    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private volatile boolean ended;
    private volatile boolean cancelled;
    private boolean held;
    private boolean wanted;

    /** Thrown by {@link #park} in a strand that was cancelled. */
    public static final class Cancelled extends Error {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("the strand was cancelled", null, false, false);
        }
    }

    /**
     * Makes a strand; {@link #resume} starts it.
     *
     * @param name of its thread
     * @param work what it does
     */
    public Strand(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    go.acquireUninterruptibly();
                    CURRENT.set(this);
                    try {
                        if (!cancelled) {
                            work.run();
                        }
                    } catch (Cancelled e) {
                        // It was told to end, and does.
                    } finally {
                        ended = true;
                        back.release();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The strand that the calling code runs on, or {@code null}. */
    public static @Nullable Strand current() {
        return CURRENT.get();
    }

    /** Lets it run until it parks or ends. Called on the loop, which waits. */
    public void resume() {
        if (held) {
            wanted = true;
        } else if (!ended) {
            go.release();
            back.acquireUninterruptibly();
        }
    }

    /** It stays where it is, whoever resumes it, until {@link #letGo}. Called on the loop. */
    public void hold() {
        held = true;
    }

    /** Ends a {@link #hold}; if somebody resumed it meanwhile, it goes on now. Called on the loop, which waits. */
    public void letGo() {
        held = false;
        if (wanted) {
            wanted = false;
            resume();
        }
    }

    /** Gives the loop its turn until somebody resumes the strand. Called on the strand. */
    public void park() {
        back.release();
        go.acquireUninterruptibly();
        if (cancelled) {
            throw new Cancelled();
        }
    }

    /** Ends it where it stands. Called on the loop. */
    public void cancel() {
        cancelled = true;
        held = false;
        resume();
    }
}
