// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One counter of one limit: what is taken of it, what the cloud showed of it, and who waits at it. Touched by the loop only. */
final class Counter {
    /** Of every bucket this part is kept for what ends a hold and for recovery: 3 %. */
    private static final double KEPT = 0.03;

    /** What a throttle leaves of a rate, and how much of the declared rate comes back each minute without one. */
    private static final double CUT = 0.7;

    private static final double LEAST = 0.05;
    private static final double REGAIN = 0.1;
    private static final double MINUTE = 60e9;

    /** Parts of one are written down as so many thousandths. */
    private static final long MILLI = 1_000;

    /** A call that goes out so shortly before a window ends may arrive in the next one, and counts there too. */
    private static final long MARGIN_MILLIS = 1_000;

    final Limit limit;
    private double tokens;
    private double factor = 1;
    private long refilledAt;
    private long cutAt = Long.MIN_VALUE;
    private long closedUntil = Long.MIN_VALUE;
    private long lastTaken = Long.MIN_VALUE;
    private long windowTaken;
    private long windowLate;
    private long window = Long.MIN_VALUE;
    private @Nullable Deque<Long> taken;
    private long inUse;
    private @Nullable SlotMemory memory;
    private @Nullable NavigableSet<LiveStep> waiting;

    /** Whose lane it limits; {@code null} if that of several. */
    @Nullable
    Lane lane;

    /** When those who wait are woken next; the largest number if they are not. */
    long wakesAt = Long.MAX_VALUE;

    Counter(Limit limit, long now) {
        this.limit = limit;
        this.tokens = limit.amount();
        this.refilledAt = now;
    }

    // ------------------------------------------------------------------ room

    /** 0 if there is room, else after how many nanoseconds there may be; negative if not before something ends. */
    long room(long amount, Priority priority, long now, long wallMillis) {
        if (now < closedUntil) {
            return closedUntil - now;
        }
        return switch (limit.kind()) {
            case BUCKET -> {
                refill(now);
                double kept = priority.compareTo(Priority.RECOVER) <= 0 ? 0 : capacity() * KEPT;
                double missing = Math.min(amount + kept, capacity()) - tokens;
                yield missing <= 1e-9 ? 0 : (long) Math.ceil(missing * perToken()) + 1;
            }
            case WINDOW -> {
                roll(wallMillis);
                if (windowTaken + amount <= Math.max(1, (long) capacity())) {
                    yield 0;
                }
                long length = limit.per().toMillis();
                yield (length - Math.floorMod(wallMillis, length)) * 1_000_000 + 1;
            }
            case SLIDING_WINDOW -> {
                Deque<Long> calls = slide(now);
                if (calls.isEmpty() || calls.size() + amount <= Math.max(1, (long) capacity())) {
                    yield 0;
                }
                yield calls.getFirst() + limit.per().toNanos() - now + 1;
            }
            case SPACING ->
                lastTaken == Long.MIN_VALUE
                        ? 0
                        : Math.max(0, lastTaken + limit.per().toNanos() - now);
            case SLOTS -> {
                if (inUse > 0 && inUse + amount > limit.amount()) {
                    yield -1;
                }
                yield memory == null ? 0 : memory.room(inUse, amount, now);
            }
            case ORDER -> inUse + amount <= limit.amount() ? 0 : -1;
            case BANDWIDTH -> inUse == 0 || inUse + amount <= limit.amount() ? 0 : -1;
            case STOCK -> 0;
        };
    }

    /** Takes what there was room for; returns how much of it is in use then. */
    long take(long amount, long now, long wallMillis) {
        switch (limit.kind()) {
            case BUCKET -> {
                refill(now);
                tokens -= amount;
            }
            case WINDOW -> {
                roll(wallMillis);
                windowTaken += amount;
                long length = limit.per().toMillis();
                windowLate += length - Math.floorMod(wallMillis, length) <= MARGIN_MILLIS ? amount : 0;
            }
            case SLIDING_WINDOW -> {
                for (long i = 0; i < amount; i++) {
                    slide(now).addLast(now);
                }
            }
            case SPACING -> lastTaken = now;
            case SLOTS -> {
                inUse += amount;
                if (memory != null) {
                    memory.sent();
                }
            }
            case ORDER, BANDWIDTH -> inUse += amount;
            case STOCK -> {
                // Counted by facts before the plan; the cloud's refusal does the rest.
            }
        }
        return inUse;
    }

    /** Counts what somebody has already. */
    long hold(long amount) {
        inUse += amount;
        return inUse;
    }

    boolean isHeld() {
        return limit.kind() == Limit.Kind.SLOTS
                || limit.kind() == Limit.Kind.ORDER
                || limit.kind() == Limit.Kind.BANDWIDTH;
    }

    void giveBack(long amount, long now) {
        inUse -= amount;
        if (memory != null) {
            memory.ended(now);
        }
    }

    private double capacity() {
        return Math.max(1, limit.amount() * factor);
    }

    private double perToken() {
        return limit.per().toNanos() / factor;
    }

    private void refill(long now) {
        long passed = now - refilledAt;
        refilledAt = now;
        factor = Math.min(1, factor + REGAIN * passed / MINUTE);
        tokens = Math.min(capacity(), tokens + passed / perToken());
    }

    private void roll(long wallMillis) {
        long next = Math.floorDiv(wallMillis, limit.per().toMillis());
        if (next != window) {
            if (window != Long.MIN_VALUE) {
                factor = Math.min(1, factor + REGAIN);
            }
            windowTaken = next == window + 1 ? windowLate : 0;
            windowLate = 0;
            window = next;
        }
    }

    private Deque<Long> slide(long now) {
        if (taken == null) {
            taken = new ArrayDeque<>();
        }
        while (!taken.isEmpty() && taken.getFirst() <= now - limit.per().toNanos()) {
            taken.removeFirst();
        }
        factor = Math.min(1, factor + REGAIN * (now - refilledAt) / MINUTE);
        refilledAt = now;
        return taken;
    }

    // ------------------------------------------------------------------ learning

    /** The cloud asked for fewer calls; those that were under way when it last did show nothing new. */
    void throttled(@Nullable Duration asked, long sentAt, long now) {
        if (sentAt >= cutAt) {
            refilledAt = limit.kind() == Limit.Kind.BUCKET ? refilledAt : now;
            if (limit.kind() == Limit.Kind.BUCKET) {
                refill(now);
            }
            tokens = Math.min(tokens, 0);
            factor = Math.max(LEAST, factor * CUT);
            cutAt = now;
        }
        closedUntil = Math.max(closedUntil, now + (asked == null ? pause() : asked.toNanos()));
    }

    private long pause() {
        return switch (limit.kind()) {
            case WINDOW, SLIDING_WINDOW -> limit.per().toNanos() / 4;
            case SPACING -> limit.per().toNanos();
            default -> Math.min(2_000_000_000L, (long) (2 * perToken()));
        };
    }

    void accepted(long number, long now) {
        if (memory != null) {
            memory.accepted(number, now);
        }
    }

    void answered() {
        if (memory != null) {
            memory.answered();
        }
    }

    /** The cloud showed that so many slots are not to be had. */
    void refused(long number, long amount, long sentAt, long now) {
        if (limit.kind() != Limit.Kind.SLOTS) {
            return;
        }
        if (memory == null) {
            memory = new SlotMemory(number - amount, now);
        } else {
            memory.refused(number, amount, sentAt, now);
        }
    }

    // ------------------------------------------------------------------ turns

    /** What the next turn of the lane must know, on whichever host. */
    Payload.Fields note(long now, long wallMillis) {
        Payload.Fields note = Payload.Fields.EMPTY.with("factor", Math.round(factor * MILLI));
        if (closedUntil > now) {
            note = note.with("closed", closedUntil - now);
        }
        switch (limit.kind()) {
            case BUCKET -> {
                refill(now);
                note = note.with("tokens", (long) Math.floor(tokens * MILLI));
            }
            case WINDOW -> {
                roll(wallMillis);
                note = note.with("window", window).with("taken", windowTaken).with("late", windowLate);
            }
            case SLIDING_WINDOW -> {
                List<Payload> ages = new ArrayList<>();
                slide(now).forEach(at -> ages.add(Payload.of(now - at)));
                note = note.with("ages", new Payload.Items(ages));
            }
            case SPACING -> note = lastTaken == Long.MIN_VALUE ? note : note.with("ago", now - lastTaken);
            default -> throw new IllegalStateException(limit.name() + " is held, and follows from the steps");
        }
        return note;
    }

    /**
     * Goes on from what the turn before has left.
     *
     * @param passedMillis how long ago that was
     */
    void restore(Payload.Fields note, long passedMillis, long now, long wallMillis) {
        long passed = passedMillis * 1_000_000;
        factor = whole(note, "factor", MILLI) / (double) MILLI;
        closedUntil = now + whole(note, "closed", 0) - passed;
        refilledAt = now - passed;
        tokens = whole(note, "tokens", 0) / (double) MILLI;
        window = whole(note, "window", Long.MIN_VALUE);
        windowTaken = whole(note, "taken", 0);
        windowLate = whole(note, "late", 0);
        lastTaken = note.get("ago") == null ? Long.MIN_VALUE : now - passed - whole(note, "ago", 0);
        taken = new ArrayDeque<>();
        for (Payload age : note.items("ages")) {
            taken.addLast(now - passed - ((Payload.Whole) age).value());
        }
        if (limit.kind() == Limit.Kind.WINDOW && window != Long.MIN_VALUE) {
            roll(wallMillis);
        }
    }

    private static long whole(Payload.Fields note, String name, long otherwise) {
        return note.get(name) instanceof Payload.Whole value ? value.value() : otherwise;
    }

    /** Nobody knows what was taken before: as much as there was. */
    void spent(long at, long wallMillis) {
        switch (limit.kind()) {
            case BUCKET -> {
                tokens = 0;
                refilledAt = at;
            }
            case WINDOW -> {
                window = Math.floorDiv(wallMillis, limit.per().toMillis());
                windowTaken = limit.amount();
            }
            case SLIDING_WINDOW -> {
                taken = new ArrayDeque<>();
                for (long i = 0; i < limit.amount(); i++) {
                    taken.addLast(at);
                }
            }
            case SPACING -> lastTaken = at;
            default -> {
                // What is held follows from the states of the steps.
            }
        }
    }

    // ------------------------------------------------------------------ waiting

    void wait(LiveStep step) {
        if (waiting == null) {
            waiting = new TreeSet<>(Turn.ORDER);
        }
        waiting.add(step);
    }

    boolean waits(LiveStep step) {
        return waiting != null && waiting.contains(step);
    }

    @Nullable
    LiveStep next() {
        return waiting == null ? null : waiting.pollFirst();
    }

    /** Whether nothing would be lost if it were made anew. */
    boolean isIdle(long now) {
        if (inUse != 0 || memory != null || (waiting != null && !waiting.isEmpty()) || now < closedUntil) {
            return false;
        }
        return switch (limit.kind()) {
            case BUCKET -> {
                refill(now);
                yield factor >= 1 && tokens >= limit.amount();
            }
            case WINDOW -> false;
            case SLIDING_WINDOW -> slide(now).isEmpty() && factor >= 1;
            case SPACING ->
                lastTaken == Long.MIN_VALUE || lastTaken + limit.per().toNanos() <= now;
            case SLOTS, ORDER, BANDWIDTH, STOCK -> true;
        };
    }
}
