// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.Replica;
import dev.holdfast.request.Backup;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.front.CallObserver;
import dev.holdfast.testkit.world.network.Probe;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One backup under a hold, and what goes wrong with it. */
final class HeldBackup {
    /** Something that goes wrong at one request, or from one request on. */
    record Trouble(String name, Fault fault, Duration lasting) {
        static Trouble once(String name, Fault fault) {
            return new Trouble(name, fault, Duration.ZERO);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Trouble> TROUBLES = List.of(
            Trouble.once("throttled", new Fault.Throttle()),
            Trouble.once("request lost", new Fault.LoseRequest()),
            Trouble.once("answer lost", new Fault.LoseAnswer()),
            Trouble.once("arrives late", new Fault.LateArrival(Duration.ofSeconds(20))),
            Trouble.once("arrives when it is thawed", new Fault.LateArrival(Duration.ofSeconds(58))),
            Trouble.once("arrives much later", new Fault.LateArrival(Duration.ofMinutes(5))),
            Trouble.once("answered late", new Fault.LateAnswer(Duration.ofSeconds(8))),
            Trouble.once("answered too late", new Fault.LateAnswer(Duration.ofSeconds(30))),
            Trouble.once("error", new Fault.HardError("InternalError", 500)),
            Trouble.once("slow", new Fault.Slow(40)),
            Trouble.once("stuck", new Fault.Stuck()),
            Trouble.once("fails later", new Fault.FailsLater(false)),
            Trouble.once("fails later, with debris", new Fault.FailsLater(true)),
            new Trouble("throttled for long", new Fault.Throttle(), Duration.ofMinutes(3)),
            new Trouble("answers lost for long", new Fault.LoseAnswer(), Duration.ofMinutes(3)),
            new Trouble("requests lost for long", new Fault.LoseRequest(), Duration.ofMinutes(3)));

    /** How the clouds call a command in a guest. */
    static final Set<String> COMMANDS = Set.of("SendCommand", "RunCommand", "POST runCommand");

    /** What is asked for. */
    record Asked(CloudProfile profile, boolean image, ConsistencyLevel floor) {
        /** A command in a guest of Azure takes half a minute: a minute would be over before the release. */
        Duration deadMan() {
            return profile.name().equals("azure") ? Duration.ofMinutes(4) : Duration.ofMinutes(1);
        }

        /** At how many moments something can go wrong, at least. */
        int moments() {
            return switch (profile.name()) {
                case "aws" -> image ? 938 : 1_336;
                case "aliyun" -> image ? 718 : 1_119;
                default -> image ? 573 : 854;
            };
        }

        Backup backup(Shop shop) {
            Backup backup = Backup.of(ResourceSelector.machines("db").in(shop.west))
                    .consistency(ConsistencyLevel.APPLICATION)
                    .orAtLeast(floor)
                    .hooks(new GuestHooks(List.of("freeze"), List.of("thaw"), deadMan()))
                    .key(new RequestKey("held"));
            return image ? backup.asImage() : backup;
        }

        @Override
        public String toString() {
            return profile.name() + (image ? ", image" : ", set") + ", at least " + floor;
        }
    }

    /**
     * Where something goes wrong.
     *
     * @param request at which request, or from which on
     * @param trouble what, or {@code null}: nothing but the crash
     * @param crash where the host is stopped, or {@code null}
     */
    record Point(
            long request,
            @Nullable Trouble trouble,
            @Nullable CrashPoint crash) {
        static final Point NOWHERE = new Point(0, null, null);

        @Override
        public String toString() {
            return crash != null ? crash.toString() : trouble + " at request " + request;
        }
    }

    private static final Duration WHILE_WRITING = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofHours(12);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(45);

    private final Asked asked;
    private final Shop shop;
    private final Point point;
    final Map<Long, Sent> sent = new TreeMap<>();
    private Shop.Host host;
    private @Nullable Outcome<?> outcome;
    private @Nullable Instant restarted;
    long before;
    long after;
    private long calls;
    private long writes;

    HeldBackup(Asked asked, Point point) {
        this.asked = asked;
        this.point = point;
        FaultScript script = new FaultScript(1);
        shop = new Shop(asked.profile(), 1, script);
        Trouble trouble = point.trouble();
        if (trouble != null) {
            script.when(Match.any().where(new From(shop, point.request(), trouble.lasting())), trouble.fault());
        }
        host = shop.host();
        if (point.crash() != null) {
            host.runtime().crashAt(point.crash());
        }
        shop.cloud.world().front().observe((phase, number, call) -> {
            if (phase == CallObserver.Phase.SENT) {
                sent.put(number, new Sent(call.api(), shop.cloud.world().loop().now(), host.runtime()));
            }
        });
    }

    /**
     * Every point at which something can go wrong while these requests are sent.
     *
     * @param from the first request
     * @param to the last one
     */
    List<Point> points(long from, long to) {
        List<Point> points = new ArrayList<>();
        for (long request = from; request <= to; request++) {
            for (Trouble each : TROUBLES) {
                points.add(new Point(request, each, null));
            }
        }
        Sent first = Objects.requireNonNull(sent.get(from));
        Sent last = Objects.requireNonNull(sent.get(to));
        boolean all = to == after;
        for (CrashPoint crash : CrashPoint.all(calls, writes)) {
            boolean call = crash.kind() == CrashPoint.Kind.CALL;
            long least = from == before + 1 ? 1 : call ? first.calls() : first.writes();
            long most = all ? Long.MAX_VALUE : call ? last.calls() : last.writes();
            if (crash.number() >= least && crash.number() <= most) {
                points.add(new Point(0, null, crash));
            }
        }
        return points;
    }

    /** The request that freezes. */
    long freeze() {
        return commands().min().orElseThrow();
    }

    /** The last request that was sent before the release was known. */
    long released() {
        Instant thaw =
                Objects.requireNonNull(sent.get(commands().max().orElseThrow())).at();
        return sent.entrySet().stream()
                .filter(each -> each.getValue().at().isBefore(thaw.plus(KNOWN_WITHIN)))
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElseThrow();
    }

    private LongStream commands() {
        return shop.cloud.truth().effects().stream()
                .filter(effect -> effect.what().equals("commanded"))
                .mapToLong(effect -> Long.parseLong(effect.requestId().substring("req-".length())));
    }

    /** How far the host was when it sent a request. */
    record Sent(String api, Instant at, long calls, long writes) {
        Sent(String api, Instant at, WorldRuntime runtime) {
            this(api, at, runtime.calls(), runtime.writes());
        }
    }

    /** From one request on, for some time; a time of zero is that one request. */
    private static final class From implements Predicate<Envelope> {
        private final Shop shop;
        private final long first;
        private final Duration lasting;
        private Instant until = Instant.MIN;
        private long seen;

        From(Shop shop, long first, Duration lasting) {
            this.shop = shop;
            this.first = first;
            this.lasting = lasting;
        }

        @Override
        public boolean test(Envelope request) {
            Instant now = shop.cloud.world().loop().now();
            if (++seen == first) {
                until = now.plus(lasting);
                return true;
            }
            return seen > first && now.isBefore(until);
        }
    }

    void run() {
        write(1_000);
        before = shop.cloud.world().front().sent();
        Optional<Outcome<?>> ended = backup(WHILE_WRITING);
        write(0);
        for (int attempt = 0; attempt < 3 && ended.isEmpty(); attempt++) {
            if (host.runtime().isStopped()) {
                restarted = shop.cloud.world().loop().now();
                host = shop.host();
            }
            ended = backup(PATIENCE);
        }
        after = shop.cloud.world().front().sent();
        outcome = ended.orElse(null);
        pass(Duration.ofMinutes(10));
        calls = host.runtime().calls();
        writes = host.runtime().writes();
        if (host.runtime().isStopped()) {
            host = shop.host();
            host.holdfast().start();
        }
    }

    private Optional<Outcome<?>> backup(Duration atMost) {
        try {
            host.holdfast().start();
            return host.holdfast().submit(asked.backup(shop)).await(atMost).map(each -> each);
        } catch (BackupException e) {
            if (!host.runtime().isStopped()) {
                throw e;
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration span) {
        try {
            host.runtime().await(() -> false, span);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets the application write to the database so often; 0 ends it. */
    private void write(long millis) {
        shop.cloud
                .world()
                .network()
                .probe("prod", "10.0.1.11", 8_080, "stream " + millis, Duration.ofMinutes(1), answer -> {});
        shop.cloud.advance(Duration.ofSeconds(2));
    }

    List<RecoveryPoint> made() {
        return host.holdfast().points();
    }

    /** What must hold; says how many points are as good as was asked. */
    long check() {
        Trouble trouble = point.trouble();
        boolean endless =
                trouble != null && (trouble.fault() instanceof Fault.Stuck || trouble.fault() instanceof Fault.Slow);
        Outcome<?> is = outcome;
        if (is == null) {
            assertThat(endless).as("only what hardly ends may stay open").isTrue();
        } else if (is.state() == OperationState.SUCCEEDED) {
            assertThat(made())
                    .hasSize(1)
                    .allSatisfy(point -> assertThat(point.got())
                            .satisfies(got ->
                                    assertThat(got.satisfies(asked.floor())).isTrue()));
        } else {
            assertThat(is.failures()).as("why it is %s", is.state()).isNotEmpty();
        }
        for (GroundTruth.Hold hold : shop.cloud.truth().holds()) {
            assertThat(hold.until()).as("end of %s", hold).isNotNull();
            assertThat(Duration.between(hold.from(), hold.until()))
                    .as("length of %s", hold)
                    .isLessThanOrEqualTo(asked.deadMan());
            if (isToBeThawed(hold)) {
                assertThat(Duration.between(hold.from(), hold.until()))
                        .as("length of %s, which the thaw is to end", hold)
                        .isLessThan(asked.deadMan());
            }
        }
        long proven = 0;
        for (RecoveryPoint point : made()) {
            if (point.got() == ConsistencyLevel.APPLICATION) {
                prove(point);
                proven++;
            }
        }
        return proven;
    }

    /**
     * Whether the thaw is to end a hold, and not the dead-man: if no command to the guest was touched, and it was in
     * force when the next host began. A freeze that was under way when its host stopped may take effect after the thaw.
     */
    private boolean isToBeThawed(GroundTruth.Hold hold) {
        if (point.crash() != null) {
            Instant again = restarted;
            return again == null || hold.from().isBefore(again);
        }
        Sent hit = sent.get(point.request());
        return point.trouble() == null
                || (hit != null && point.trouble().lasting().isZero() && !COMMANDS.contains(hit.api()));
    }

    private void prove(RecoveryPoint point) {
        Map<String, Content> disks = new LinkedHashMap<>();
        List<Instant> moments = new ArrayList<>();
        for (Replica replica : point.replicas()) {
            GroundTruth.Thing thing =
                    shop.cloud.truth().thing("west", replica.cloudId()).orElseThrow();
            moments.add(Objects.requireNonNull(thing.maker()).at());
            collect(replica.cloudId(), disks);
        }
        assertThat(shop.cloud.truth().holds())
                .as("a hold that covers %s", moments)
                .anyMatch(hold -> moments.stream().allMatch(hold::covers));
        assertThat(started(disks)).as("the database of %s", point).endsWith("replayed=0");
    }

    private void collect(String cloudId, Map<String, Content> disks) {
        Image image = shop.cloud.region("west").images().shelf().actual(cloudId);
        if (image != null) {
            image.members().forEach(member -> disks.put(member.device(), member.content()));
            return;
        }
        Snapshot snapshot = Objects.requireNonNull(
                shop.cloud.region("west").snapshots().shelf().actual(cloudId));
        shop.database.attachments().stream()
                .filter(attachment -> attachment.disk().equals(snapshot.origin().disk()))
                .forEach(attachment -> disks.put(attachment.device(), snapshot.content()));
    }

    /** What a database says that was started from these disks. */
    private String started(Map<String, Content> disks) {
        Scene.MachineScene scene = shop.cloud
                .scene("east")
                .machine("proof", "isolated")
                .address("10.0.3.10")
                .boot("/dev/boot", Objects.requireNonNull(disks.remove("/dev/boot")));
        disks.forEach(scene::disk);
        scene.place();
        List<Probe> said = new ArrayList<>();
        shop.cloud
                .world()
                .network()
                .probe("isolated", "10.0.3.10", Shop.PORT, "status", Duration.ofMinutes(1), said::add);
        shop.cloud.advance(Duration.ofMinutes(2));
        return String.valueOf(said.get(0).answer());
    }
}
