// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.Holdfast;
import dev.holdfast.examples.Stopwatch;
import dev.holdfast.operation.Operation;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.front.CallObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Rows 5 and 11: the source region dies, and a host that has only the recovery kit brings many machines back. */
final class Recovery {
    private static final Duration LONGEST = Duration.ofDays(10);

    private final int machines;
    private final long seed;
    private final Consumer<String> say;
    private final Trust trust = Trust.sharedKey("a shared key of a benchmark".getBytes(StandardCharsets.UTF_8));

    Recovery(int machines, long seed, Consumer<String> say) {
        this.machines = machines;
        this.seed = seed;
        this.say = say;
    }

    List<Figure> run(CloudProfile profile) throws InterruptedException {
        try (SimulatedCloud cloud = SimulatedCloud.builder(profile)
                .region("west")
                .region("east")
                .seed(seed)
                .build()) {
            new Fleet(cloud, machines).place();
            KitStore kit = KitStore.inMemory();
            protect(cloud, kit);
            cloud.kill("west");
            return recover(cloud, kit);
        }
    }

    private void protect(SimulatedCloud cloud, KitStore kit) throws InterruptedException {
        Stopwatch watch = Stopwatch.started();
        try (Holdfast holdfast = Holdfast.builder()
                .installation("bench")
                .provider(cloud.provider("host-1"))
                .store(Store.inMemory())
                .kitStore(kit)
                .trust(trust)
                .runtime(cloud.runtime("host-1"))
                .seed(seed)
                .build()) {
            holdfast.start();
            int points = holdfast.submit(
                            Backup.of(ResourceSelector.tag(Fleet.TAG, "yes").in(cloud.location("west")))
                                    .copiedTo(ReplicationTarget.to(cloud.location("east"))))
                    .result()
                    .size();
            RecoveryPlan plan = new Fleet(cloud, machines).plan(cloud.location("west"), cloud.location("east"));
            holdfast.plans().save(plan);
            say.accept(String.format(
                    Locale.ROOT,
                    "  %,d machines of profile %s are backed up and copied, %d groups; that took %s really",
                    points,
                    cloud.profile().name(),
                    plan.groups().size(),
                    Protection.text(watch.elapsed())));
        }
    }

    private List<Figure> recover(SimulatedCloud cloud, KitStore kit) throws InterruptedException {
        Map<String, Long> sent = new TreeMap<>();
        Stopwatch watch = Stopwatch.started();
        List<Duration> firstCall = new ArrayList<>();
        Duration workedBefore = Stopwatch.processors();
        List<Duration> worked = new ArrayList<>();
        List<Duration> firstChange = new ArrayList<>();
        cloud.world().front().observe((phase, number, request) -> {
            if (phase == CallObserver.Phase.SENT) {
                if (firstCall.isEmpty()) {
                    firstCall.add(watch.elapsed());
                    worked.add(Stopwatch.processors().minus(workedBefore));
                }
                if (firstChange.isEmpty() && !isRead(request.api())) {
                    firstChange.add(watch.elapsed());
                }
                sent.merge(request.api(), 1L, Long::sum);
            }
        });
        Store store = Store.inMemory();
        BackupProvider provider = cloud.provider("host-2");
        int before = cloud.truth().worked().size();
        long refusedBefore = refused(cloud);
        try (Holdfast holdfast = Holdfast.builder()
                .host("host-2")
                .fromKit(kit)
                .provider(provider)
                .store(store)
                .trust(trust)
                .runtime(cloud.runtime("host-2"))
                .seed(seed)
                .build()) {
            holdfast.start();
            Instant ordered = cloud.world().loop().now();
            Operation<RecoveryReport> operation =
                    holdfast.submit(Failover.of(Fleet.PLAN).source(SourceState.LOST));
            if (operation.await(LONGEST).isEmpty()) {
                throw new IllegalStateException("the failover is not done after " + LONGEST);
            }
            Duration real = watch.elapsed();
            RecoveryReport report = operation.result();
            Duration makespan = Duration.between(ordered, cloud.world().loop().now());
            if (report.machines().size() != machines) {
                throw new IllegalStateException(
                        "only " + report.machines().size() + " of " + machines + " machines came back");
            }
            CriticalPath path = new CriticalPath(
                    store.steps(operation.id()),
                    cloud.truth()
                            .worked()
                            .subList(before, cloud.truth().worked().size()),
                    provider);
            return figures(
                    cloud,
                    new Run(sent, path, makespan, real, firstCall.get(0), worked.get(0), firstChange.get(0)),
                    refused(cloud) - refusedBefore);
        }
    }

    /** What a run showed. */
    private record Run(
            Map<String, Long> sent,
            CriticalPath path,
            Duration makespan,
            Duration real,
            Duration firstCall,
            Duration worked,
            Duration firstChange) {}

    private static long refused(SimulatedCloud cloud) {
        return cloud.truth().ledger().refusedByApi().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    static boolean isRead(String api) {
        return api.startsWith("Describe")
                || api.startsWith("List")
                || api.startsWith("GET ")
                || api.startsWith("LIST ");
    }

    private List<Figure> figures(SimulatedCloud cloud, Run run, long refusals) {
        String profile = cloud.profile().name();
        Duration path = run.path().length();
        Map<String, Duration> rates =
                Clouds.least(profile, run.sent(), run.path().looked());
        Duration possible = path;
        for (Duration each : rates.values()) {
            possible = each.compareTo(possible) > 0 ? each : possible;
        }
        StringBuilder parts = new StringBuilder("critical path " + Protection.text(path));
        rates.forEach(
                (name, least) -> parts.append(", ").append(name).append(' ').append(Protection.text(least)));
        double ratio = (double) run.makespan().toMillis() / possible.toMillis();
        double own = 100.0
                * (run.makespan().toMillis() - possible.toMillis() + run.real().toMillis())
                / run.makespan().toMillis();
        long calls = run.sent().values().stream().mapToLong(Long::longValue).sum();
        return List.of(
                Figure.atMost(
                        5,
                        String.format(Locale.ROOT, "recovery of %,d machines in a random graph, %s", machines, profile),
                        "the largest of: " + parts,
                        Protection.text(run.makespan()) + ", " + calls + " calls " + run.sent() + ", " + refusals
                                + " refused",
                        ratio,
                        1.05),
                Figure.atMost(
                        11,
                        String.format(
                                Locale.ROOT,
                                "failover of %,d machines, %s, from kit to first call, s",
                                machines,
                                profile),
                        "-",
                        Protection.text(run.firstCall()) + " really, for which processors worked "
                                + Protection.text(run.worked()) + "; the first call that changes something after "
                                + Protection.text(run.firstChange()),
                        run.firstCall().toMillis() / 1_000.0,
                        1),
                Figure.atMost(
                        11,
                        "Holdfast's own share of the RTO, " + profile + ", %",
                        "0",
                        Protection.text(run.makespan()) + " took "
                                + Protection.text(run.makespan().minus(possible))
                                + " longer than possible, and " + Protection.text(run.real())
                                + " really, with the simulated cloud",
                        own,
                        3));
    }
}
