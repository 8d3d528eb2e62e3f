// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServedCloudTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CallContext CONTEXT = new CallContext(Purpose.INSPECT, CallContext.DEFAULT_DEADLINE);

    private final FaultScript faults = new FaultScript(1);
    private final SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
            .region("west")
            .region("east")
            .faults(faults)
            .build();
    private final ServedCloud served = cloud.serve();

    @BeforeEach
    void shop() {
        served.inWorld(() -> cloud.scene("west").subnet("prod", "10.0.1.0/24").database("db", "prod", "10.0.1.10"));
        cloud.settle();
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private RemoteCloud host(String name) throws IOException {
        return RemoteCloud.connect("127.0.0.1", served.port(), served.secret(), name);
    }

    private FactQuery.MachineListing machines() {
        return new FactQuery.MachineListing(
                Lane.of(cloud.location("west")), ResourceSelector.machines("db").in(cloud.location("west")));
    }

    private Instant now() {
        return served.inWorld(() -> cloud.world().loop().now());
    }

    @Test
    void aVerbGoesOverAndIsCountedForItsHost() throws IOException {
        try (RemoteCloud host = host("one")) {
            ReadPage<Machine> page = host.provider().read(machines(), null, CONTEXT);

            assertThat(page.items())
                    .singleElement()
                    .satisfies(machine -> assertThat(machine.name()).isEqualTo("db"));
            assertThat(page.complete()).isTrue();
        }
        assertThat(served.inWorld(() -> cloud.truth().trace().tail()))
                .anyMatch(line -> line.contains("sent") && line.contains("one"));
    }

    @Test
    void aFailureIsTheSameOnBothSides() throws IOException {
        faults.when(Match.any(), new Fault.Throttle());
        try (RemoteCloud host = host("one")) {
            assertThatThrownBy(() -> host.provider().read(machines(), null, CONTEXT))
                    .isInstanceOfSatisfying(CallFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED);
                        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
                        assertThat(failure.code()).isNotEmpty();
                    });
        }
    }

    @Test
    void aLostAnswerEndsAtTheDeadlineOfTheWorldsTime() throws IOException {
        faults.when(Match.any(), new Fault.LoseAnswer());
        Instant before = now();
        try (RemoteCloud host = host("one")) {
            assertThatThrownBy(() -> host.provider().read(machines(), null, CONTEXT))
                    .isInstanceOfSatisfying(
                            CallFailure.class,
                            failure -> assertThat(failure.effect()).isEqualTo(CallFailure.Effect.POSSIBLE));
        }
        assertThat(Duration.between(before, now())).isEqualTo(CallContext.DEFAULT_DEADLINE);
    }

    @Test
    void aProbeGoesThroughTheSimulatedNetwork() throws IOException {
        ResourceId db = served.inWorld(() -> cloud.scene("west")
                .id(cloud.region("west").machines().shelf().actual().get(0)));
        try (RemoteCloud host = host("one")) {
            assertThat(host.healthProbe().attempt(db, "10.0.1.10", HealthCheck.tcp(5432), CONTEXT))
                    .isEmpty();
            assertThat(host.healthProbe().attempt(db, "10.0.1.10", HealthCheck.tcp(80), CONTEXT))
                    .contains("refuses");
        }
    }

    @Test
    void timeJumpsToTheEarliestTimerOfAllHosts() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Instant before = now();
        try (RemoteCloud one = host("one");
                RemoteCloud two = host("two")) {
            Thread other = new Thread(() -> ticking(two.runtime(), "two", Duration.ofSeconds(7), order));
            other.start();
            ticking(one.runtime(), "one", Duration.ofSeconds(5), order);
            // This thread now waits for another thread and not for the world.
            RemoteCloud.Rest rest = one.rest();
            other.join();
            rest.close();
        }
        // 5, 7, 10, 14, 15, 21, and both at their own pace.
        assertThat(order).containsExactly("one 5", "two 7", "one 10", "two 14", "one 15", "two 21");
        assertThat(Duration.between(before, now())).isEqualTo(Duration.ofSeconds(21));
    }

    private static void ticking(HostRuntime runtime, String name, Duration pause, List<String> order) {
        int[] ticks = {0};
        runtime.post(() -> tick(runtime, name, pause, order, ticks));
        try {
            assertThat(runtime.await(() -> ticks[0] == 3, MINUTE)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void tick(HostRuntime runtime, String name, Duration pause, List<String> order, int[] ticks) {
        runtime.after(pause, () -> {
            order.add(name + " " + Duration.ofNanos(runtime.ticks()).toSeconds());
            if (++ticks[0] < 3) {
                tick(runtime, name, pause, order, ticks);
            }
            runtime.wake();
        });
    }

    @Test
    void timeStandsStillWhileAHostWorks() throws Exception {
        try (RemoteCloud waiting = host("waiting")) {
            RemoteCloud working = host("working");
            AtomicReference<Boolean> came = new AtomicReference<>();
            Thread other = new Thread(() -> {
                try {
                    came.set(waiting.runtime().await(() -> false, MINUTE));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Instant before = now();
            other.start();
            other.join(200);
            assertThat(other.isAlive()).isTrue();
            assertThat(now()).isEqualTo(before);

            RemoteCloud.Rest rest = working.rest();
            other.join();
            assertThat(came.get()).isFalse();
            assertThat(now()).isEqualTo(before.plus(MINUTE));
            rest.close();
            working.close();
        }
    }

    @Test
    void aClosedConnectionHoldsNothingBack() throws Exception {
        try (RemoteCloud waiting = host("waiting")) {
            host("gone").close();
            assertThat(waiting.runtime().await(() -> false, MINUTE)).isFalse();
        }
    }

    @Test
    void whatAKilledHostHadUnderWayFaresAsTheScriptSays() throws Exception {
        assertThat(arrivals(FaultScript.UnderWay.LOST)).isZero();
        assertThat(arrivals(FaultScript.UnderWay.ARRIVE)).isEqualTo(1);
        assertThat(arrivals(FaultScript.UnderWay.ARRIVE_LATE)).isEqualTo(1);
    }

    /** Cuts the connection of a host between the sending and the arrival of its call, then lets others go on. */
    private long arrivals(FaultScript.UnderWay underWay) throws Exception {
        served.inWorld(() -> faults.whenHostStops(underWay, Duration.ofSeconds(30)));
        long before = arrived();
        RemoteCloud killed = host("killed");
        RemoteCloud other = host("other");
        Thread call = new Thread(() -> {
            try {
                killed.provider().read(machines(), null, CONTEXT);
            } catch (CallFailure e) {
                assertThat(e.effect()).isEqualTo(CallFailure.Effect.POSSIBLE);
            }
        });
        call.start();
        while (served.inWorld(() -> cloud.world().front().underWay()) == 0) {
            Thread.onSpinWait();
        }
        ((RemoteRuntime) killed.runtime()).cut();
        call.join();
        while (served.hosts().contains("killed")) {
            Thread.onSpinWait();
        }
        assertThat(other.runtime().await(() -> false, MINUTE)).isFalse();
        other.close();
        return arrived() - before;
    }

    private long arrived() {
        return served.inWorld(() -> cloud.truth().trace().tail().stream()
                .filter(line -> line.contains("arrived"))
                .count());
    }

    @Test
    void aHostMayComeBackUnderItsName() throws IOException {
        host("one").close();
        while (!served.hosts().isEmpty()) {
            Thread.onSpinWait();
        }
        try (RemoteCloud again = host("one")) {
            assertThatThrownBy(() -> host("one"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("connected already");
            assertThat(again.provider().read(machines(), null, CONTEXT).items()).hasSize(1);
        }
    }

    @Test
    void aWrongSecretIsRefused() {
        assertThatThrownBy(() -> RemoteCloud.connect("127.0.0.1", served.port(), "guessed", "one"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("secret");
        assertThat(served.hosts()).isEmpty();
    }

    @Test
    void anOversizedFrameIsRefusedUnread() throws IOException {
        assertThat(answerTo(out -> {
                    out.writeInt(Integer.MAX_VALUE);
                    out.flush();
                }))
                .contains("refused", "2147483647 bytes");
    }

    @Test
    void aStrangersFrameIsShort() throws IOException {
        assertThat(answerTo(out -> {
                    out.writeInt(Frames.LONGEST_OF_A_STRANGER + 1);
                    out.flush();
                }))
                .contains("refused");
    }

    @Test
    void aMalformedFrameIsRefused() throws IOException {
        assertThat(answerTo(out -> write(out, "{\"frame\": 1.5}"))).contains("refused", "cannot be read");
        assertThat(answerTo(out -> write(out, "[]"))).contains("refused", "holds no fields");
        assertThat(answerTo(out -> {
                    write(
                            out,
                            "{\"frame\":\"hello\",\"host\":\"one\",\"version\":" + Wire.VERSION + ",\"secret\":\""
                                    + served.secret() + "\"}");
                    write(out, "{\"frame\":\"call\",\"id\":1,\"verb\":\"start\"}");
                }))
                .contains("refused", "without 'context'");
        while (!served.hosts().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @FunctionalInterface
    private interface Talk {
        void to(DataOutputStream out) throws IOException;
    }

    /** All that the cloud says until it cuts the connection. */
    private String answerTo(Talk talk) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            talk.to(new DataOutputStream(socket.getOutputStream()));
            return new String(new DataInputStream(socket.getInputStream()).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    @Test
    void noThreadIsLeftBehind() throws Exception {
        RemoteCloud one = host("one");
        one.provider().read(machines(), null, CONTEXT);
        assertThat(one.runtime().await(() -> false, MINUTE)).isFalse();
        one.close();
        served.close();
        cloud.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("holdfast-one-") || thread.getName().startsWith("holdfast-served-")) {
                thread.join(5_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void theRealClockWaitsForNoHost() throws Exception {
        try (SimulatedCloud paced = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .realTime(600)
                .build()) {
            ServedCloud open = paced.serve();
            try (RemoteCloud busy = RemoteCloud.connect("127.0.0.1", open.port(), open.secret(), "busy");
                    RemoteCloud host = RemoteCloud.connect("127.0.0.1", open.port(), open.secret(), "one")) {
                assertThat(busy.provider().id()).isEqualTo(host.provider().id());
                assertThat(host.runtime().await(() -> false, MINUTE)).isFalse();
                assertThat(host.runtime().wall().instant()).isAfterOrEqualTo(World.BEGINNING.plus(MINUTE));
            }
        }
    }
}
