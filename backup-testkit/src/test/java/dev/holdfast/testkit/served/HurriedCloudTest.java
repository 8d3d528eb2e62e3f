// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.profile.Hurry;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.limit.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HurriedCloudTest {
    private static final int FACTOR = 300;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final CallContext CONTEXT = new CallContext(Purpose.INSPECT, CallContext.DEFAULT_DEADLINE);

    private final FaultScript faults = new FaultScript(1);
    private final SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
            .region("west")
            .faults(faults)
            .hurried(FACTOR)
            .build();
    private final ServedCloud served = cloud.serve();

    @AfterEach
    void end() {
        cloud.close();
    }

    private void disk(String name) {
        served.inWorld(() -> cloud.scene("west").disk(name, Content.zeros(1 << 20)));
    }

    private ChildHost host(String name) throws Exception {
        ChildHost host = ChildHost.start(name, BackupHost.class, served.environment(), name);
        host.await("ready"::equals, LONG);
        return host;
    }

    private RemoteClient client(String name) throws IOException {
        return RemoteClient.connect(served.environment(), name);
    }

    private FactQuery.DiskListing disks() {
        return new FactQuery.DiskListing(
                Lane.of(cloud.location("west")), ResourceSelector.disks("d").in(cloud.location("west")));
    }

    private Instant now() {
        return served.inWorld(() -> cloud.world().loop().now());
    }

    private long snapshots() {
        return served.inWorld(() -> (long) cloud.truth().existing("SNAPSHOT").size());
    }

    @Test
    void anOrdinaryHostBacksUpADiskWithinSecondsByItsOwnClock() throws Exception {
        disk("d");
        try (ChildHost host = host("one")) {
            Instant asked = now();
            host.tell("d");
            String done = host.await(line -> line.startsWith("done d 1"), LONG);

            Duration took = Duration.between(asked, now());
            assertThat(took).isLessThan(Duration.ofSeconds(30));
            Instant moment = Instant.parse(done.substring(done.lastIndexOf(' ') + 1));
            assertThat(moment).isBetween(asked.minusSeconds(1), now());
        }
        assertThat(snapshots()).isEqualTo(1);
        assertThat(served.inWorld(() -> cloud.truth().twins(Marks.KEY))).isEmpty();
        Limits.Use calls =
                served.inWorld(() -> cloud.region("west").limits().use()).get("snapshot-calls");
        assertThat(calls).isEqualTo(new Limits.Use(1, 0, 1, 0));
    }

    @Test
    void aFrozenHostHoldsUpNobodyAndGoesOnWhenItHasThawed() throws Exception {
        disk("d");
        disk("e");
        try (ChildHost frozen = host("one");
                ChildHost other = host("two")) {
            frozen.tell("d");
            frozen.await("asked d"::equals, LONG);
            assertThat(served.await(() -> cloud.truth().ledger().total() > 0, LONG))
                    .isTrue();
            frozen.freeze();
            other.tell("e");
            other.await(line -> line.startsWith("done e"), LONG);
            assertThat(frozen.isAlive()).isTrue();
            assertThat(frozen.said()).noneMatch(line -> line.startsWith("done"));
            frozen.thaw();
            frozen.await(line -> line.startsWith("done d"), LONG);
        }
        assertThat(snapshots()).isEqualTo(2);
        assertThat(served.inWorld(() -> cloud.truth().twins(Marks.KEY))).isEmpty();
    }

    @Test
    void aKilledHostHoldsUpNobodyAndMayComeBackAtOnce() throws Exception {
        disk("d");
        try (ChildHost killed = host("one")) {
            killed.tell("d");
            killed.await("asked d"::equals, LONG);
            killed.kill();
            assertThat(killed.isAlive()).isFalse();
            try (RemoteClient again = client("one")) {
                assertThat(again.provider().read(disks(), null, CONTEXT).items())
                        .hasSize(1);
            }
            assertThatThrownBy(() -> killed.await("never"::equals, LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("one has ended");
        }
    }

    /** More answers than sockets hold for a process that is stopped. */
    @Test
    void aHostThatReadsNothingHoldsUpNobody() throws Exception {
        int disks = 600;
        int calls = 100;
        served.inWorld(() -> {
            for (int i = 0; i < disks; i++) {
                cloud.scene("west").disk("d", Content.zeros(1 << 16));
            }
            return true;
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
                RemoteClient other = client("other")) {
            Frames frames = new Frames(socket);
            frames.write(Wire.frame(Wire.HELLO)
                    .with("secret", served.secret())
                    .with("host", "deaf")
                    .with("version", Wire.VERSION)
                    .with(Wire.OWN_CLOCK, Payload.of(true)));
            for (int id = 1; id <= calls; id++) {
                frames.write(Wire.frame(Wire.CALL)
                        .with("id", id)
                        .with("verb", Wire.READ)
                        .with("context", Wire.MAPPER.write(CONTEXT))
                        .with("query", Wire.MAPPER.write(disks())));
            }
            assertThat(served.await(() -> cloud.truth().ledger().answers() == calls, LONG))
                    .isTrue();
            assertThat(other.provider().read(disks(), null, CONTEXT).items()).hasSize(disks);
        }
    }

    @Test
    void deadlinesGoByTheHostsClock() throws Exception {
        served.inWorld(() -> faults.when(Match.any(), new Fault.LoseAnswer()));
        try (RemoteClient host = client("one")) {
            CallContext soon = new CallContext(Purpose.INSPECT, Duration.ofMillis(300));
            assertThatThrownBy(() -> host.provider().read(disks(), null, soon))
                    .isInstanceOfSatisfying(CallFailure.class, failure -> {
                        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.POSSIBLE);
                        assertThat(failure).hasMessageContaining("no answer within PT0.3S");
                    });
        }
    }

    @Test
    void whatIsAskedAfterTheEndWasNeverSent() throws Exception {
        RemoteClient host = client("one");
        host.close();
        assertThatThrownBy(() -> host.provider().read(disks(), null, CONTEXT))
                .isInstanceOfSatisfying(CallFailure.class, failure -> {
                    assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
                    assertThat(failure).hasMessageContaining("has left");
                });
    }

    @Test
    void theProviderDeclaresWhatTheCloudKeeps() throws Exception {
        try (RemoteClient host = client("one")) {
            List<Limit> declared = host.provider().limits();
            List<Limit> usual = SimulatedCloud.builder(CloudProfile.aws())
                    .region("west")
                    .build()
                    .provider()
                    .limits();
            assertThat(declared).hasSameSizeAs(usual);
            for (int i = 0; i < usual.size(); i++) {
                assertThat(declared.get(i).name()).isEqualTo(usual.get(i).name());
                assertThat(declared.get(i).amount()).isEqualTo(usual.get(i).amount());
                assertThat(declared.get(i).per().multipliedBy(FACTOR))
                        .isCloseTo(usual.get(i).per(), Duration.ofNanos(FACTOR));
            }
            assertThat(host.provider().reading(disks()).visibility()).isEqualTo(Hurry.LEAST_VISIBLE);
        }
    }

    @Test
    void quotasCanBeLeftAsTheyAre() throws Exception {
        try (SimulatedCloud slow = SimulatedCloud.builder(CloudProfile.aliyun())
                .region("west")
                .hurried(new Hurry(FACTOR, 1))
                .build()) {
            assertThat(slow.provider().limits())
                    .isEqualTo(SimulatedCloud.builder(CloudProfile.aliyun())
                            .region("west")
                            .build()
                            .provider()
                            .limits());
        }
    }

    @Test
    void whatGoesBeyondAQuotaIsCountedInTheCloud() throws Exception {
        // 100 at once and 20 a second, as in the real cloud: no test takes 15 seconds for 400.
        int calls = 400;
        try (SimulatedCloud slow = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .hurried(new Hurry(FACTOR, 1))
                .build()) {
            ServedCloud open = slow.serve();
            try (RemoteClient host = RemoteClient.connect(open.environment(), "one")) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < calls; i++) {
                    threads.add(new Thread(() -> tryToRead(host)));
                }
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            Map<String, Limits.Use> all =
                    open.inWorld(() -> slow.region("west").limits().use());
            Limits.Use use = Objects.requireNonNull(all.get("describe"));
            assertThat(use.admitted() + use.refused()).isEqualTo(calls);
            assertThat(use.refused()).isPositive();
            assertThat(use.mostInASecond()).isBetween(20L, 121L);
        }
    }

    private void tryToRead(RemoteClient host) {
        try {
            assertThat(host.provider().read(disks(), null, CONTEXT).complete()).isTrue();
        } catch (CallFailure e) {
            assertThat(e.kind()).isEqualTo(FailureKind.THROTTLED);
        }
    }

    @Test
    void aHostWithItsOwnClockNeedsACloudWhoseTimeIsTheRealOne() {
        for (double speed : new double[] {0, 2}) {
            var builder = SimulatedCloud.builder(CloudProfile.aws()).region("west");
            try (SimulatedCloud other = speed > 0 ? builder.realTime(speed).build() : builder.build()) {
                Map<String, String> environment = other.serve().environment();
                assertThatThrownBy(() -> RemoteClient.connect(environment, "one"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("built as hurried");
            }
        }
        assertThatThrownBy(() -> RemoteClient.connect(Map.of(), "one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ServedCloud.ADDRESS);
    }

    @Test
    void aCloudIsHurriedInReasonAndOnce() {
        assertThatThrownBy(() -> new Hurry(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hurry(1, Hurry.MOST + 1)).isInstanceOf(IllegalArgumentException.class);
        CloudProfile hurried = CloudProfile.azure().hurried(new Hurry(10, 10));
        assertThatThrownBy(() -> hurried.hurried(new Hurry(2, 2))).isInstanceOf(IllegalStateException.class);
        var builder = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .hurried(2)
                .realTime(2);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverWaitsForTheWorldIsToldWhenItIsClosed() throws Exception {
        boolean[] came = {true};
        Thread waiting = new Thread(() -> came[0] = served.await(() -> false, Duration.ofHours(1)));
        assertThat(served.await(() -> false, Duration.ofMillis(100))).isFalse();
        waiting.start();
        served.close();
        waiting.join();
        assertThat(came[0]).isFalse();
    }
}
