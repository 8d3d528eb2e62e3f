// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.protection.Schedule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schedule as automatic snapshot policies know it: full hours and days of the week by the clock of China.
 *
 * @param hours the hours, 0 to 23
 * @param days the days, 1 for Monday to 7
 * @param problem why the schedule cannot be written so; empty if it can
 */
record Timetable(List<String> hours, List<String> days, String problem) {
    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final int CHINA = 8 * 60;

    static Timetable of(Schedule schedule) {
        ZoneRules rules = schedule.zone().getRules();
        if (!rules.getTransitionRules().isEmpty()) {
            return impossible(
                    "the clock of " + schedule.zone() + " changes in summer, and that of the policy does not");
        }
        int transitions = rules.getTransitions().size();
        ZoneOffset offset = transitions == 0
                ? rules.getOffset(Instant.EPOCH)
                : rules.getTransitions().get(transitions - 1).getOffsetAfter();
        Set<Integer> hours = new TreeSet<>();
        Set<Integer> shifts = new TreeSet<>();
        for (LocalTime time : schedule.times()) {
            int minute = time.toSecondOfDay() / 60 + CHINA - offset.getTotalSeconds() / 60;
            if (Math.floorMod(minute, 60) != 0) {
                return impossible(time + " is no full hour in China");
            }
            hours.add(Math.floorMod(minute, MINUTES_OF_DAY) / 60);
            shifts.add(Math.floorDiv(minute, MINUTES_OF_DAY));
        }
        if (shifts.size() > 1 && schedule.days().size() < 7) {
            return impossible("its times fall on different days in China, and a policy has one set of days");
        }
        int shift = shifts.iterator().next();
        Set<Integer> days = new TreeSet<>();
        for (DayOfWeek day : schedule.days()) {
            days.add(day.plus(shift).getValue());
        }
        return new Timetable(texts(hours), texts(days), "");
    }

    private static List<String> texts(Set<Integer> numbers) {
        return numbers.stream().map(String::valueOf).toList();
    }

    private static Timetable impossible(String problem) {
        return new Timetable(List.of(), List.of(), problem);
    }
}
