// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.proof.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A guest is held still, disks are taken, the guest is released, while its database is written to. Whatever goes wrong at
 * whichever request or write: the guest is never held beyond its dead-man, and a point is called APPLICATION only if the
 * freeze was in force at the moment it was taken, and the database it holds needs no log replayed.
 */
class SectionsTest {
    /** Shares no factor with the number of troubles, so that every one of them has its turn. */
    private static final int STRIDE = 5;

    static Stream<HeldBackup.Asked> asked() {
        List<HeldBackup.Asked> all = new ArrayList<>();
        for (CloudProfile profile : List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure())) {
            for (boolean image : List.of(false, true)) {
                for (ConsistencyLevel floor : List.of(ConsistencyLevel.CRASH, ConsistencyLevel.APPLICATION)) {
                    all.add(new HeldBackup.Asked(profile, image, floor));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("asked")
    void noTroubleAnywhereHoldsTheGuestTooLongOrMakesAPointLookBetter(HeldBackup.Asked asked) {
        HeldBackup calm = new HeldBackup(asked, HeldBackup.Point.NOWHERE);
        calm.run();
        assertThat(calm.made()).singleElement().satisfies(point -> {
            assertThat(point.got()).isEqualTo(ConsistencyLevel.APPLICATION);
            assertThat(point.hold()).isBetween(Duration.ofMillis(1), asked.deadMan());
        });
        calm.check();
        assertThat(HeldBackup.COMMANDS)
                .contains(Objects.requireNonNull(calm.sent.get(calm.freeze())).api());
        List<HeldBackup.Point> all = calm.points(calm.before + 1, calm.after);
        List<HeldBackup.Point> held = calm.points(calm.freeze(), calm.released());
        List<HeldBackup.Point> points = Proof.FULL
                ? all
                : IntStream.iterate(0, i -> i < held.size(), i -> i + STRIDE)
                        .mapToObj(held::get)
                        .toList();
        List<String> results =
                points.parallelStream().map(point -> result(asked, point)).toList();
        assertThat(results.stream().filter(result -> !result.matches("\\d+")))
                .as("points at which something was wrong")
                .isEmpty();
        long proven = results.stream().mapToLong(Long::parseLong).sum();
        System.out.printf("sections, %s: %d points are APPLICATION, proven by their database%n", asked, proven);
        assertThat(proven).as("points that are APPLICATION").isGreaterThan(results.size() / 2);
        Proof.of("sections, " + asked, "moments", asked.moments())
                .sampled("every " + STRIDE + "th from the freeze to the release")
                .covered(all.size(), results.size());
    }

    /** Runs and checks: how many points got what was asked for, or what was wrong. */
    private static String result(HeldBackup.Asked asked, HeldBackup.Point point) {
        HeldBackup run = new HeldBackup(asked, point);
        try {
            run.run();
            return String.valueOf(run.check());
        } catch (RuntimeException | AssertionError e) {
            return asked + ", " + point + ": " + e;
        }
    }
}
