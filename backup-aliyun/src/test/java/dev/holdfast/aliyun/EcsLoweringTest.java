// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EcsLoweringTest {
    static Stream<String> names() {
        return Scenarios.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void lowersToTheWrittenShape(String name) throws IOException {
        LoweredGroup lowered = Scenarios.named(name);

        assertThat(Shape.of(lowered)).isEqualTo(written(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void lowersTheSameTwice(String name) {
        assertThat(Scenarios.named(name)).isEqualTo(Scenarios.named(name));
    }

    @Test
    void usesOnlyDeclaredLimits() {
        List<String> declared = EcsLimits.all().stream().map(Limit::name).toList();

        assertThat(Scenarios.all().values().stream()
                        .flatMap(group -> group.primitives().stream())
                        .flatMap(primitive -> Stream.concat(Stream.of(primitive), primitive.undo().stream()))
                        .flatMap(primitive -> primitive.limits().stream())
                        .map(LimitUse::limit))
                .isSubsetOf(declared);
    }

    @Test
    void keepsEachMemberOfAGroupByReference() {
        List<Primitive> keeps =
                SnapshotLowering.keepMembers("a-group", List.of("d-1", "d-2"), 30, Scenarios.HERE, Purpose.PROTECT);

        assertThat(keeps)
                .extracting(keep -> keep.arguments().get("snapshot"))
                .containsExactly(new Payload.Ref("a-group", "members/d-1"), new Payload.Ref("a-group", "members/d-2"));
    }

    @Test
    void writesAScheduleByTheClockOfChina() {
        var schedule = new dev.holdfast.protection.Schedule(
                List.of(DayOfWeek.SUNDAY), List.of(LocalTime.of(20, 0)), ZoneOffset.UTC);

        assertThat(Timetable.of(schedule)).isEqualTo(new Timetable(List.of("4"), List.of("1"), ""));
    }

    @Test
    void refusesTimesThatFallOnDifferentDays() {
        var schedule = new dev.holdfast.protection.Schedule(
                List.of(DayOfWeek.SUNDAY), List.of(LocalTime.of(2, 0), LocalTime.of(20, 0)), ZoneOffset.UTC);

        assertThat(Timetable.of(schedule).problem()).contains("different days");
    }

    @Test
    void refusesTimesThatAreNoFullHour() {
        var schedule = dev.holdfast.protection.Schedule.daily(ZoneOffset.ofHoursMinutes(5, 30), LocalTime.of(2, 0));

        assertThat(Timetable.of(schedule).problem()).contains("no full hour");
    }

    private static String written(String name) throws IOException {
        try (InputStream in = EcsLoweringTest.class.getResourceAsStream("shapes/" + name + ".txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
