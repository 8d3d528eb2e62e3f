// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.HostRuntime.Kind;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.CrashPoint.Moment;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.bytes.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrozenHostTest {
    private static final CallContext CONTEXT = new CallContext(Purpose.INSPECT, CallContext.DEFAULT_DEADLINE);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedCloud cloud =
            SimulatedCloud.builder(CloudProfile.aws()).region("west").build();
    private final String disk =
            cloud.scene("west").disk("d", Content.zeros(1 << 16)).id();
    private final WorldRuntime host = cloud.runtime("h");
    private final BackupProvider provider = cloud.provider("h");
    private final List<String> told = new ArrayList<>();

    private void tell(String what) {
        told.add(what + " at " + seconds());
    }

    private long seconds() {
        return Duration.ofNanos(host.ticks()).toSeconds();
    }

    private void read(String name) {
        var query = new FactQuery.Disks(Lane.of(cloud.location("west")), List.of(disk));
        host.run(
                Kind.CALL,
                null,
                CallContext.DEFAULT_DEADLINE,
                () -> provider.read(query, null, CONTEXT),
                (value, failure) -> tell(name + (failure == null ? "" : " " + failure)));
    }

    private long arrived() {
        return cloud.truth().ledger().total();
    }

    @Test
    void nothingReachesItUntilItHasThawedAndThenAllOfItInOrder() {
        host.post(() -> {
            read("answer");
            host.after(Duration.ofSeconds(3), () -> tell("timer"));
            host.run(Kind.STORE, null, Duration.ofHours(1), () -> true, (value, failure) -> tell("written"));
        });
        cloud.advance(Duration.ofMillis(1));
        host.freeze();
        assertThat(host.isFrozen()).isTrue();
        host.post(() -> tell("event"));
        cloud.advance(MINUTE);
        assertThat(told).isEmpty();
        assertThat(arrived()).as("what was under way arrives").isEqualTo(1);
        host.thaw();
        host.post(() -> tell("newer"));
        cloud.advance(Duration.ofMillis(100));
        assertThat(told).containsExactly("event at 60", "answer at 60", "timer at 60", "newer at 60", "written at 60");
    }

    @Test
    void aTimerThatIsTakenBackInTheBacklogDoesNotCome() {
        HostRuntime.Timer[] timer = new HostRuntime.Timer[1];
        host.post(() -> {
            host.after(Duration.ofSeconds(1), () -> timer[0].cancel());
            timer[0] = host.after(Duration.ofSeconds(2), () -> tell("timer"));
        });
        cloud.advance(Duration.ofMillis(1));
        host.freeze(MINUTE);
        cloud.advance(Duration.ofMinutes(2));
        assertThat(told).isEmpty();
    }

    @Test
    void aCallThatWasAboutToLeaveLeavesAfterwards() {
        host.freezeAt(CrashPoint.call(1, Moment.BEFORE), MINUTE);
        host.post(() -> read("answer"));
        cloud.advance(Duration.ofSeconds(59));
        assertThat(arrived()).isZero();
        cloud.advance(Duration.ofSeconds(2));
        assertThat(arrived()).isEqualTo(1);
        assertThat(told)
                .as("its deadline was over before it left")
                .singleElement()
                .asString()
                .contains("TimeoutException");
    }

    @Test
    void aCallUnderWayTakesEffectWhileItsHostIsFrozen() {
        for (Moment moment : List.of(Moment.LATE, Moment.EFFECT)) {
            told.clear();
            long before = arrived();
            host.freezeAt(CrashPoint.call(host.calls() + 1, moment), Duration.ofSeconds(5));
            host.post(() -> read(moment.name()));
            cloud.advance(Duration.ofSeconds(4));
            assertThat(arrived()).isEqualTo(before + 1);
            assertThat(told).isEmpty();
            cloud.advance(Duration.ofSeconds(4));
            assertThat(told).singleElement().asString().startsWith(moment.name() + " at");
        }
    }

    @Test
    void aWriteThatWasAboutToBeMadeIsMadeAfterwards() {
        List<Instant> written = new ArrayList<>();
        Instant before = host.wall().instant();
        host.freezeAt(CrashPoint.store(1, Moment.BEFORE), MINUTE).freezeAt(CrashPoint.store(2, Moment.EFFECT), MINUTE);
        host.post(() -> {
            for (int i = 0; i < 2; i++) {
                host.run(
                        Kind.STORE,
                        null,
                        Duration.ofHours(1),
                        () -> written.add(host.wall().instant()),
                        (value, failure) -> tell("written"));
            }
        });
        cloud.advance(Duration.ofMinutes(3));
        assertThat(written)
                .allSatisfy(at ->
                        assertThat(Duration.between(before, at).toSeconds()).isEqualTo(60));
        assertThat(told).containsExactly("written at 60", "written at 120");
    }

    @Test
    void localWorkThatWaitsForTheWorldWaitsOn() {
        var query = new FactQuery.Disks(Lane.of(cloud.location("west")), List.of(disk));
        host.post(() -> host.run(
                Kind.LOCAL,
                null,
                Duration.ofHours(1),
                () -> {
                    provider.read(query, null, CONTEXT);
                    return provider.read(query, null, CONTEXT);
                },
                (@Nullable Object value, @Nullable Throwable failure) -> tell("done")));
        cloud.await(() -> arrived() == 1, MINUTE);
        host.freeze(MINUTE);
        cloud.advance(Duration.ofSeconds(59));
        assertThat(arrived()).isEqualTo(1);
        cloud.advance(Duration.ofSeconds(2));
        assertThat(arrived()).isEqualTo(2);
        assertThat(told).containsExactly("done at 60");
    }

    @Test
    void aFrozenHostCanBeStopped() {
        host.post(() -> host.after(Duration.ofSeconds(1), () -> tell("timer")));
        cloud.advance(Duration.ofMillis(1));
        host.freeze(Duration.ofSeconds(5));
        cloud.advance(Duration.ofSeconds(2));
        host.stop();
        cloud.advance(MINUTE);
        assertThat(told).isEmpty();
        assertThat(cloud.runtime("h").isStopped()).isFalse();
    }
}
