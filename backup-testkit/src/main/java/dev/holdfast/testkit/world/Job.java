// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.limit.Lease;
import dev.holdfast.testkit.world.time.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work of the cloud that takes time. It ends by itself, is cancelled with what it makes, or is stuck. */
public final class Job {

    /** Where a job stands. */
    public enum State {
        /** Waits for another job of the same queue. */
        QUEUED,
        /** Runs, or is stuck: from outside that looks the same. */
        RUNNING,
        /** Ended well. */
        DONE,
        /** Ended badly. */
        FAILED,
        /** Ended because what it makes was deleted. */
        CANCELLED
    }

    private final String id;
    private final Work work;
    private final String subject;
    private final List<Lease> leases;
    private State state = State.QUEUED;
    private Instant begun = Instant.MAX;
    private Duration length = Duration.ZERO;
    private @Nullable String failure;
    private Cancellable timer = () -> {};
    private final List<Runnable> afterwards = new ArrayList<>();

    Job(String id, Work work, String subject, List<Lease> leases) {
        this.id = id;
        this.work = work;
        this.subject = subject;
        this.leases = leases;
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** What sort of work. */
    public Work work() {
        return work;
    }

    /** Id of what it makes or changes. */
    public String subject() {
        return subject;
    }

    /** Where it stands. */
    public State state() {
        return state;
    }

    /** Why it failed; null unless it did. */
    public @Nullable String failure() {
        return failure;
    }

    /** Whether it has ended in some way. */
    public boolean ended() {
        return state != State.QUEUED && state != State.RUNNING;
    }

    /** True progress in percent at a moment, 0 to 99 while it runs, 100 once done. */
    public int percent(Instant now) {
        if (state == State.DONE) {
            return 100;
        }
        if (begun.isAfter(now) || length.isZero()) {
            return 0;
        }
        long ratio = 100 * Duration.between(begun, now).toMillis() / Math.max(1, length.toMillis());
        return (int) Math.min(99, ratio);
    }

    /** When it began; {@link Instant#MAX} while it is queued. */
    public Instant begun() {
        return begun;
    }

    /** How long it takes, counted from its beginning, where it is not stuck or cancelled; zero while it is queued. */
    public Duration length() {
        return length;
    }

    void begin(Instant now, Duration takes) {
        state = State.RUNNING;
        begun = now;
        length = takes;
    }

    void timer(Cancellable newTimer) {
        timer = newTimer;
    }

    void whenEnded(Runnable action) {
        afterwards.add(action);
    }

    void end(State newState, @Nullable String why) {
        if (ended()) {
            return;
        }
        state = newState;
        failure = why;
        timer.cancel();
        leases.forEach(Lease::release);
        List<Runnable> next = List.copyOf(afterwards);
        afterwards.clear();
        next.forEach(Runnable::run);
    }
}
