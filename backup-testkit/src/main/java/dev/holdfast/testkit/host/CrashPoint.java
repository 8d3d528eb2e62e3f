// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where a host is stopped: at its n-th call or its n-th write to the store.
 *
 * @param kind what is counted
 * @param number which one, counting from 1
 * @param moment when, at it
 * @param lateBy how long after the stop a call under way still arrives, for {@link Moment#LATE}; else zero
 */
public record CrashPoint(Kind kind, long number, Moment moment, Duration lateBy) {
    /** What is counted. */
    public enum Kind {
        /** Requests to the cloud. */
        CALL,
        /** Work on the store. */
        STORE
    }

    /** When a host is stopped. */
    public enum Moment {
        /** Before it takes effect, which it then never does. */
        BEFORE,
        /** Before it arrives, which it then does without its sender, late. Calls only. */
        LATE,
        /** After it took effect, before its sender knows. */
        EFFECT,
        /** After its sender was told, before anything else. */
        ANSWER
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the number is not positive, or a write is asked to be late
     */
    public CrashPoint {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(lateBy, "lateBy");
        if (number < 1 || (kind == Kind.STORE && moment == Moment.LATE)) {
            throw new IllegalArgumentException("No crash point " + kind + " " + number + " " + moment);
        }
    }

    /**
     * At a call.
     *
     * @param number which call, counting from 1
     * @param moment when
     * @return the point; a late call arrives after a minute
     */
    public static CrashPoint call(long number, Moment moment) {
        return new CrashPoint(Kind.CALL, number, moment, moment == Moment.LATE ? Duration.ofMinutes(1) : Duration.ZERO);
    }

    /**
     * At a write.
     *
     * @param number which piece of work on the store, counting from 1
     * @param moment when
     * @return the point
     */
    public static CrashPoint store(long number, Moment moment) {
        return new CrashPoint(Kind.STORE, number, moment, Duration.ZERO);
    }

    /**
     * Every point at which a host can be stopped that makes so many calls and writes.
     *
     * @param calls how many calls
     * @param writes how much work on the store
     * @return the points, calls first
     */
    public static List<CrashPoint> all(long calls, long writes) {
        List<CrashPoint> points = new ArrayList<>();
        for (long call = 1; call <= calls; call++) {
            for (Moment moment : Moment.values()) {
                points.add(call(call, moment));
            }
        }
        for (long write = 1; write <= writes; write++) {
            for (Moment moment : Moment.values()) {
                if (moment != Moment.LATE) {
                    points.add(store(write, moment));
                }
            }
        }
        return points;
    }
}
