// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.Operation;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.front.CallObserver;
import dev.holdfast.testkit.world.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Rows 1 to 3: many disks, a snapshot and a copy of each, in the AWS profile and virtual time. */
final class Protection {
    private static final Duration SLICE = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(400);

    private final int disks;
    private final Shortage shortage;
    private final long seed;
    private final Consumer<String> say;

    Protection(int disks, Shortage shortage, long seed, Consumer<String> say) {
        this.disks = disks;
        this.shortage = shortage;
        this.seed = seed;
        this.say = say;
    }

    List<Figure> run() throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .region("east")
                .seed(seed)
                .build()) {
            Scene scene = cloud.scene("west");
            for (int i = 0; i < disks; i++) {
                scene.disk("disk-" + i, Content.zeros(8L << 30), Map.of("app", "bench"));
            }
            Map<String, Long> sent = new HashMap<>();
            cloud.world().front().observe((phase, number, request) -> {
                if (phase == CallObserver.Phase.SENT) {
                    sent.merge(request.region() + " " + request.api(), 1L, Long::sum);
                }
            });
            WorldRuntime runtime = cloud.runtime("host-1");
            TextStore store = new TextStore();
            try (Holdfast holdfast = Holdfast.builder()
                    .installation("bench")
                    .provider(cloud.provider("host-1"))
                    .store(store)
                    .trust(Trust.sharedKey("a shared key of a benchmark".getBytes(StandardCharsets.UTF_8)))
                    .runtime(runtime)
                    .seed(seed)
                    .build()) {
                holdfast.start();
                EngineHeap.Sample idle = EngineHeap.of(holdfast, 0);
                shortage.begin(cloud, "west", "east");
                Instant begun = cloud.world().loop().now();
                Operation<List<RecoveryPoint>> operation = holdfast.submit(Backup.of(
                                ResourceSelector.tag("app", "bench").disksOnly().in(cloud.location("west")))
                        .copiedTo(ReplicationTarget.to(cloud.location("east"))));
                List<EngineHeap.Sample> samples = drive(operation, holdfast, store, cloud);
                Duration makespan = Duration.between(begun, cloud.world().loop().now());
                int points = operation.result().size();
                if (points != disks) {
                    throw new IllegalStateException("only " + points + " of " + disks + " disks were backed up");
                }
                figures.addAll(figures(cloud, sent, begun, makespan));
                if (shortage.isNone()) {
                    figures.addAll(EngineHeap.figures(idle, samples, EngineHeap.of(holdfast, store.unfinished())));
                }
            }
        }
        return figures;
    }

    private List<EngineHeap.Sample> drive(
            Operation<?> operation, Holdfast holdfast, TextStore store, SimulatedCloud cloud)
            throws InterruptedException {
        List<EngineHeap.Sample> samples = new ArrayList<>();
        Duration waited = Duration.ZERO;
        int slices = 0;
        while (operation.await(SLICE).isEmpty()) {
            waited = waited.plus(SLICE);
            slices++;
            if (waited.compareTo(LONGEST) > 0) {
                throw new IllegalStateException("not done after " + waited);
            }
            if (Integer.bitCount(slices) == 1 || slices % 16 == 0) {
                EngineHeap.Sample sample = EngineHeap.of(holdfast, store.unfinished());
                samples.add(sample);
                say.accept(String.format(
                        Locale.ROOT,
                        "  after %s: %,d snapshots, %,d copies; %s",
                        text(waited),
                        cloud.truth().ledger().count("CreateSnapshot"),
                        cloud.truth().ledger().count("CopySnapshot"),
                        sample));
            }
        }
        return samples;
    }

    private List<Figure> figures(SimulatedCloud cloud, Map<String, Long> sent, Instant begun, Duration makespan) {
        Map<String, Duration> chains = new HashMap<>();
        Duration snapshots = work(cloud, "west", chains);
        Duration copies = work(cloud, "east", chains);
        Duration longest = chains.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
        Limits west = cloud.region("west").limits();
        Limits east = cloud.region("east").limits();
        Duration bySnapshotSlots =
                Shortage.slots(west.left("pending-per-account"), begun, Clouds.AWS_PENDING_SNAPSHOTS, snapshots);
        Duration byCopySlots = Shortage.slots(east.left("copies-per-destination"), begun, Clouds.AWS_COPIES, copies);
        Duration byCreates = Shortage.calls(west.left("snapshot-calls"), begun, Clouds.AWS_CREATES, disks);
        Duration byCopies = Shortage.calls(east.left("mutate"), begun, Clouds.AWS_MUTATIONS, disks);
        Duration possible = List.of(longest, bySnapshotSlots, byCopySlots, byCreates, byCopies).stream()
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        long creates = sent.getOrDefault("west CreateSnapshot", 0L);
        long copyCalls = sent.getOrDefault("east CopySnapshot", 0L);
        long looksAtSnapshots = in(sent, "west") - creates;
        long looksAtCopies = in(sent, "east") - copyCalls;
        double ratio = (double) makespan.toMillis() / possible.toMillis();
        double perSnapshot = (double) (creates + looksAtSnapshots) / disks;
        double perCopy = (double) (copyCalls + looksAtCopies) / disks;
        String parts = "the largest of: slots of copies " + text(byCopySlots) + ", slots of snapshots "
                + text(bySnapshotSlots) + ", longest chain " + text(longest) + ", CreateSnapshot calls "
                + text(byCreates) + ", CopySnapshot calls " + text(byCopies);
        if (!shortage.isNone()) {
            long calls = cloud.truth().ledger().total();
            Map<String, Long> refused = cloud.truth().ledger().refusedByApi();
            long refusals = refused.values().stream().mapToLong(Long::longValue).sum();
            String how = String.format(
                    Locale.ROOT,
                    "limits at %.0f %% of what is declared, another tool taking %.0f %% in bursts",
                    100 * shortage.part(),
                    100 * shortage.share());
            return List.of(
                    Figure.atMost(
                            2,
                            String.format(Locale.ROOT, "%,d disks, %s: makespan", disks, how),
                            parts + "; all of what was left",
                            text(makespan),
                            ratio,
                            1.15),
                    Figure.atMost(
                            2,
                            how + ": refused calls, %",
                            "0",
                            refusals + " of " + calls + " calls: " + refused,
                            100.0 * refusals / calls,
                            1));
        }
        return List.of(
                Figure.atMost(
                        1,
                        String.format(Locale.ROOT, "snapshot and copy of %,d disks, makespan", disks),
                        parts,
                        text(makespan),
                        ratio,
                        1.07),
                Figure.atMost(
                        1,
                        "requests for each snapshot",
                        "1 to make it",
                        creates + " calls, " + looksAtSnapshots + " looks and reads",
                        perSnapshot,
                        1.25),
                Figure.atMost(
                        1,
                        "requests for each copy",
                        "1 to make it",
                        copyCalls + " calls, " + looksAtCopies + " looks",
                        perCopy,
                        1.6));
    }

    private static long in(Map<String, Long> sent, String region) {
        return sent.entrySet().stream()
                .filter(each -> each.getKey().startsWith(region + " "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Duration work(SimulatedCloud cloud, String region, Map<String, Duration> chains) {
        Duration all = Duration.ZERO;
        for (Snapshot snapshot : cloud.region(region).snapshots().shelf().actual()) {
            Job job = snapshot.job();
            if (job != null) {
                all = all.plus(job.length());
                chains.merge(snapshot.origin().disk(), job.length(), Duration::plus);
            }
        }
        return all;
    }

    static String text(Duration duration) {
        return duration.toHours() > 0
                ? String.format(Locale.ROOT, "%.2f h", duration.toMillis() / 3_600_000.0)
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }
}
