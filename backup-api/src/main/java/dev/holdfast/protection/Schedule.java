// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * When points are taken: at times of day, on days of the week, by the clock of a place. A time that a change of the
 * clocks skips is taken at the first instant after the gap; one that comes twice is taken once, the first time.
 *
 * @param days the days, sorted
 * @param times the times of day, sorted, to the minute
 * @param zone whose clock
 */
public record Schedule(List<DayOfWeek> days, List<LocalTime> times, ZoneId zone) {
    /**
     * Sorts, and checks that there is a day and a time.
     *
     * @param days the days, sorted
     * @param times the times of day, sorted, to the minute
     * @param zone whose clock
     * @throws IllegalArgumentException if days or times are empty, or a time has seconds
     */
    public Schedule {
        days = List.copyOf(new TreeSet<>(days));
        times = List.copyOf(new TreeSet<>(times));
        if (days.isEmpty() || times.isEmpty()) {
            throw new IllegalArgumentException("A schedule needs at least one day and one time");
        }
        for (LocalTime time : times) {
            if (time.getSecond() != 0 || time.getNano() != 0) {
                throw new IllegalArgumentException("A schedule goes by the minute, but " + time + " does not");
            }
        }
    }

    /**
     * Every day.
     *
     * @param zone whose clock
     * @param times the times of day, at least one
     * @return the schedule
     */
    public static Schedule daily(ZoneId zone, LocalTime... times) {
        return new Schedule(List.of(DayOfWeek.values()), List.of(times), zone);
    }

    /**
     * Every day at even intervals, from midnight on.
     *
     * @param interval how often: whole minutes that divide a day, such as 15 minutes, 4 hours or a day
     * @param zone whose clock
     * @return the schedule
     * @throws IllegalArgumentException if the interval is no whole minutes, or does not divide a day
     */
    public static Schedule every(Duration interval, ZoneId zone) {
        Duration day = Duration.ofDays(1);
        long minutes = interval.toMinutes();
        boolean whole = minutes > 0 && interval.equals(Duration.ofMinutes(minutes));
        if (!whole || day.toMinutes() % minutes != 0) {
            throw new IllegalArgumentException(
                    "A schedule repeats after whole minutes that divide a day, such as PT15M or"
                            + " PT4H, but not after " + interval);
        }
        List<LocalTime> times = new ArrayList<>();
        for (long at = 0; at < day.toMinutes(); at += minutes) {
            times.add(LocalTime.MIDNIGHT.plusMinutes(at));
        }
        return new Schedule(List.of(DayOfWeek.values()), times, zone);
    }
}
