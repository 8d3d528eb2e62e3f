// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
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
}
