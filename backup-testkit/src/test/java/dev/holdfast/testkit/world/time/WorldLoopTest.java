// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorldLoopTest {

    private final WorldLoop loop = new WorldLoop(Instant.EPOCH);
    private final List<String> ran = new ArrayList<>();

    @Test
    void events_run_by_time_and_then_in_the_order_they_were_put() {
        loop.after(Duration.ofSeconds(2), () -> ran.add("late"));
        loop.after(Duration.ofSeconds(1), () -> ran.add("first"));
        loop.after(Duration.ofSeconds(1), () -> ran.add("second"));
        loop.runUntilIdle();
        assertThat(ran).containsExactly("first", "second", "late");
        assertThat(loop.now()).isEqualTo(Instant.EPOCH.plusSeconds(2));
    }

    @Test
    void a_cancelled_timer_does_not_run_and_keeps_nothing_going() {
        loop.after(Duration.ofDays(1), () -> ran.add("no")).cancel();
        loop.runUntilIdle();
        assertThat(ran).isEmpty();
        assertThat(loop.now()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void background_timers_run_in_their_turn_but_keep_no_run_going() {
        tick();
        loop.after(Duration.ofMillis(3_500), () -> ran.add("work"));
        loop.runUntilIdle();
        assertThat(ran).containsExactly("tick", "tick", "tick", "work");
    }

    @Test
    void advance_lets_exactly_that_much_time_pass() {
        tick();
        loop.advance(Duration.ofMillis(2_500));
        assertThat(ran).containsExactly("tick", "tick");
        assertThat(loop.now()).isEqualTo(Instant.EPOCH.plusMillis(2_500));
    }

    @Test
    void time_stands_still_while_somebody_works_outside() throws InterruptedException {
        WorldLoop.Permit permit = loop.busy();
        loop.after(Duration.ofHours(1), () -> ran.add("an hour later"));
        Thread outside = new Thread(() -> {
            loop.post(() -> ran.add("result at " + loop.now()));
            permit.close();
        });
        outside.start();
        loop.runUntilIdle();
        outside.join();
        assertThat(ran).containsExactly("result at 1970-01-01T00:00:00Z", "an hour later");
    }

    @Test
    void a_run_ends_when_its_condition_holds() {
        tick();
        assertThat(loop.runUntil(() -> ran.size() == 4, Duration.ofMinutes(1))).isTrue();
        assertThat(loop.runUntil(() -> ran.size() == 99, Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void only_one_drives() {
        loop.post(loop::runUntilIdle);
        assertThatThrownBy(loop::runUntilIdle).hasMessageContaining("driven already");
    }

    @Test
    void real_time_drives_the_same_loop_faster_by_its_factor() throws InterruptedException {
        var latch = new java.util.concurrent.CountDownLatch(1);
        loop.after(Duration.ofHours(1), latch::countDown);
        try (RealTime real = RealTime.drive(loop, 1_000_000)) {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(real).isNotNull();
        }
        assertThat(loop.now()).isAfterOrEqualTo(Instant.EPOCH.plusSeconds(3_600));
    }

    @Test
    void a_stream_of_chance_depends_on_seed_and_name_only() {
        Chance one = Chance.of(7);
        Chance other = Chance.of(7);
        other.named("noise").bits();
        assertThat(one.named("a").hex(20)).isEqualTo(other.named("a").hex(20));
        assertThat(one.named("a").hex(20)).isNotEqualTo(one.named("b").hex(20));
        assertThat(Chance.of(8).named("a").hex(20)).isNotEqualTo(one.named("a").hex(20));
    }

    @Test
    void durations_are_log_normal_around_their_median() {
        Chance chance = Chance.of(1).named("durations");
        List<Double> logs = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            logs.add(StrictMath.log(chance.around(Duration.ofSeconds(100)).toNanos() / 1e11));
        }
        double mean = logs.stream().mapToDouble(d -> d).average().orElseThrow();
        double variance = logs.stream()
                .mapToDouble(d -> (d - mean) * (d - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(-0.03, 0.03);
        assertThat(StrictMath.sqrt(variance)).isBetween(0.78, 0.82);
    }

    private void tick() {
        loop.inBackground(Duration.ofSeconds(1), () -> {
            ran.add("tick");
            tick();
        });
    }
}
