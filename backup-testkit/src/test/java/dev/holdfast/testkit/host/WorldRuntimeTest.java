// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.HostRuntime.Kind;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.StepKey;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.CrashPoint.Moment;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorldRuntimeTest {
    private static final CallContext CONTEXT = new CallContext(Purpose.PROTECT, CallContext.DEFAULT_DEADLINE);
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final class Told {
        final List<@Nullable Object> values = new ArrayList<>();
        final List<@Nullable Throwable> failures = new ArrayList<>();

        void take(@Nullable Object value, @Nullable Throwable failure) {
            values.add(value);
            failures.add(failure);
        }
    }

    private static SimulatedCloud cloud(FaultScript script) {
        return SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .faults(script)
                .build();
    }

    private static Callable<Object> snapshot(SimulatedCloud cloud, BackupProvider provider, StepKey key) {
        var scene = cloud.scene("west");
        String disk = scene.disk("d-" + key.step(), Content.zeros(1 << 16)).id();
        Lane lane = Lane.of(cloud.location("west"));
        Primitive primitive = Primitive.builder("snap", "ec2:CreateSnapshot", RepeatClass.MARKED, lane, Purpose.PROTECT)
                .subject(disk)
                .product(ProductKind.SNAPSHOT)
                .arguments(Payload.Fields.EMPTY.with("disk", disk))
                .build();
        TreeMap<String, String> marks = new TreeMap<>();
        marks.put(Marks.KEY, key.mark());
        return () -> provider.start(
                new Call(primitive, key, marks, cloud.world().loop().now(), Payload.Fields.EMPTY), CONTEXT);
    }

    private static StepKey key(int step) {
        return new StepKey("shop", new OperationId("op"), step, 1);
    }

    private static void send(WorldRuntime host, Callable<Object> work, Told told) {
        host.post(() -> host.run(Kind.CALL, null, CallContext.DEFAULT_DEADLINE, work, told::take));
    }

    @Test
    void a_lost_answer_ends_at_the_deadline_in_virtual_time_and_the_effect_is_there() throws Exception {
        SimulatedCloud cloud = cloud(new FaultScript(1).when(Match.api("CreateSnapshot"), new Fault.LoseAnswer()));
        WorldRuntime host = cloud.runtime("h");
        Told told = new Told();
        long before = host.ticks();
        send(host, snapshot(cloud, cloud.provider(), key(1)), told);
        assertThat(host.await(() -> !told.failures.isEmpty(), LONG)).isTrue();
        assertThat(told.failures.get(0)).isInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(host.ticks() - before)).isEqualTo(CallContext.DEFAULT_DEADLINE);
        assertThat(cloud.truth().timesTookEffect(key(1).mark())).isEqualTo(1);
        assertThat(cloud.truth().ledger().count("CreateSnapshot")).isEqualTo(1);
    }

    @Test
    void a_late_request_takes_effect_once_after_its_sender_has_given_up() throws Exception {
        SimulatedCloud cloud = cloud(
                new FaultScript(1).when(Match.api("CreateSnapshot"), new Fault.LateArrival(Duration.ofMinutes(2))));
        WorldRuntime host = cloud.runtime("h");
        Told told = new Told();
        send(host, snapshot(cloud, cloud.provider(), key(1)), told);
        assertThat(host.await(() -> !told.failures.isEmpty(), LONG)).isTrue();
        assertThat(cloud.truth().timesTookEffect(key(1).mark())).isZero();
        cloud.advance(LONG);
        assertThat(cloud.truth().timesTookEffect(key(1).mark())).isEqualTo(1);
        assertThat(told.values).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void a_host_stopped_at_a_call_hears_nothing_more(Moment moment) throws Exception {
        SimulatedCloud cloud = cloud(new FaultScript(1));
        WorldRuntime host = cloud.runtime("h").crashAt(CrashPoint.call(2, moment));
        Told told = new Told();
        send(host, snapshot(cloud, cloud.provider(), key(1)), told);
        assertThat(host.await(() -> told.values.size() == 1, LONG)).isTrue();
        send(host, snapshot(cloud, cloud.provider(), key(2)), told);
        assertThat(host.await(() -> false, LONG)).isFalse();
        cloud.advance(LONG);
        assertThat(host.isStopped()).isTrue();
        assertThat(told.values).hasSize(moment == Moment.ANSWER ? 2 : 1);
        assertThat(cloud.truth().timesTookEffect(key(2).mark())).isEqualTo(moment == Moment.BEFORE ? 0 : 1);
        assertThat(cloud.runtime("h").isStopped()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"BEFORE", "EFFECT", "ANSWER"})
    void a_host_stopped_at_a_write_has_written_or_not(Moment moment) throws Exception {
        SimulatedCloud cloud = cloud(new FaultScript(1));
        WorldRuntime host = cloud.runtime("h").crashAt(CrashPoint.store(2, moment));
        List<Integer> written = new ArrayList<>();
        List<Integer> heard = new ArrayList<>();
        host.post(() -> {
            for (int i = 1; i <= 3; i++) {
                int number = i;
                host.run(Kind.STORE, null, LONG, () -> written.add(number), (value, failure) -> heard.add(number));
            }
        });
        host.await(() -> false, LONG);
        assertThat(written).hasSize(moment == Moment.BEFORE ? 1 : 2);
        assertThat(heard).hasSize(moment == Moment.ANSWER ? 2 : 1);
        assertThat(host.writes()).isEqualTo(3);
    }

    @Test
    void local_work_may_wait_for_the_world_while_other_events_go_on() throws Exception {
        SimulatedCloud cloud = cloud(new FaultScript(1));
        BackupProvider provider = cloud.provider();
        String disk = cloud.scene("west").disk("d", Content.zeros(1 << 16)).id();
        WorldRuntime host = cloud.runtime("h");
        Told told = new Told();
        int[] ticks = {0};
        var query = new FactQuery.Disks(Lane.of(cloud.location("west")), List.of(disk));
        host.post(() -> {
            host.run(
                    Kind.LOCAL,
                    null,
                    LONG,
                    () -> provider.read(query, null, CONTEXT).items(),
                    told::take);
            host.after(Duration.ofMillis(2), () -> ticks[0]++);
        });
        assertThat(host.await(() -> !told.values.isEmpty(), LONG)).isTrue();
        assertThat(told.failures.get(0)).isNull();
        assertThat((List<?>) told.values.get(0)).hasSize(1);
        assertThat(ticks[0]).isEqualTo(1);
    }

    @Test
    void two_things_that_two_requests_made_with_one_key_are_twins() throws Exception {
        SimulatedCloud cloud = cloud(new FaultScript(1));
        WorldRuntime host = cloud.runtime("h");
        Told told = new Told();
        send(host, snapshot(cloud, cloud.provider(), key(1)), told);
        send(host, snapshot(cloud, cloud.provider(), key(2)), told);
        assertThat(host.await(() -> told.values.size() == 2, LONG)).isTrue();
        assertThat(cloud.truth().twins(Marks.KEY)).isEmpty();
        send(host, snapshot(cloud, cloud.provider(), key(2)), told);
        assertThat(host.await(() -> told.values.size() == 3, LONG)).isTrue();
        assertThat(cloud.truth().twins(Marks.KEY)).containsOnlyKeys(key(2).mark());
        assertThat(cloud.truth().twins(Marks.KEY).get(key(2).mark())).hasSize(2);
    }

    @Test
    void the_same_seed_gives_the_same_trace() throws Exception {
        List<String> hashes = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                    .region("west")
                    .seed(42)
                    .build();
            WorldRuntime host = cloud.runtime("h");
            Told told = new Told();
            for (int i = 1; i <= 20; i++) {
                send(host, snapshot(cloud, cloud.provider(), key(i)), told);
            }
            assertThat(host.await(() -> told.values.size() == 20, LONG)).isTrue();
            cloud.settle();
            hashes.add(cloud.truth().trace().hash());
        }
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
    }

    @Test
    void a_provider_serves_a_plain_thread_in_virtual_and_in_real_time() {
        for (double speed : new double[] {0, 20}) {
            var builder = SimulatedCloud.builder(CloudProfile.aws()).region("west");
            try (SimulatedCloud cloud = speed > 0 ? builder.realTime(speed).build() : builder.build()) {
                String disk =
                        cloud.scene("west").disk("d", Content.zeros(1 << 16)).id();
                var query = new FactQuery.Disks(Lane.of(cloud.location("west")), List.of(disk, "none"));
                assertThat(cloud.provider().read(query, null, CONTEXT).items())
                        .singleElement()
                        .satisfies(found ->
                                assertThat(found.id()).isEqualTo(ResourceId.disk(cloud.location("west"), disk)));
            }
        }
    }

    @Test
    void a_host_that_runs_cannot_be_started_again() {
        SimulatedCloud cloud = cloud(new FaultScript(1));
        cloud.runtime("h");
        assertThatThrownBy(() -> cloud.runtime("h")).isInstanceOf(IllegalStateException.class);
    }
}
