// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.Holdfast;
import dev.holdfast.examples.Stopwatch;
import dev.holdfast.examples.customprovider.FolderProvider;
import dev.holdfast.operation.OperationState;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Row 4: many lanes in real time, each asked for a backup once a second. In half of them calls give no answer any more from
 * a moment on. How many threads there are, and what the other half still gets done.
 */
final class Lanes {
    private static final int LANES = 60;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final long BETWEEN_MILLIS = 1_000 / LANES;

    private final Path folder;
    private final Consumer<String> say;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong silent = new AtomicLong();
    private long asked;
    private int threads;

    Lanes(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    List<Figure> run() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(Files.createDirectories(folder), "lanes");
        for (int lane = 0; lane < LANES; lane++) {
            Path disks = Files.createDirectories(
                    root.resolve("shop").resolve(region(lane)).resolve("disks"));
            Files.write(disks.resolve("disk"), new byte[512]);
        }
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        SilentProvider provider = new SilentProvider(new FolderProvider(root));
        try (Holdfast holdfast = Holdfast.builder()
                .installation("bench")
                .provider(provider)
                .store(Store.inMemory())
                .trust(Trust.sharedKey("a shared key of a benchmark".getBytes(StandardCharsets.UTF_8)))
                .build()) {
            holdfast.start();
            ask(holdfast, WARM_UP, before);
            double well = ask(holdfast, WINDOW, before);
            say.accept(String.format(
                    Locale.ROOT, "  all %d lanes answer: %.2f backups a second in half of them", LANES, well));
            provider.silence(lane -> Integer.parseInt(lane.region().substring(1)) % 2 == 1);
            double half = ask(holdfast, WINDOW, before);
            say.accept(String.format(
                    Locale.ROOT,
                    "  half of them are silent: %.2f a second in the others, %d calls hang",
                    half,
                    provider.hung()));
            provider.silence(lane -> false);
            return List.of(
                    Figure.atMost(
                            4,
                            "threads started by Holdfast, " + LANES + " lanes",
                            "-",
                            "the most at any moment, of " + asked + " operations",
                            threads,
                            16),
                    Figure.atLeast(
                            4,
                            "rate of the other lanes in the minute from which half of " + LANES + " hang",
                            String.format(Locale.ROOT, "%.2f backups a second, as in the minute before", well),
                            String.format(
                                    Locale.ROOT,
                                    "%.2f a second; %d calls gave no answer, %d backups failed",
                                    half,
                                    provider.hung(),
                                    failed.get()),
                            half / well,
                            0.95));
        }
    }

    private static String region(int lane) {
        return String.format(Locale.ROOT, "r%02d", lane);
    }

    /** Asks each lane once a second; gives how many backups of lanes with an even number ended in a second. */
    private double ask(Holdfast holdfast, Duration time, Set<Thread> before) throws InterruptedException {
        long began = done.get();
        Stopwatch watch = Stopwatch.started();
        CountDownLatch never = new CountDownLatch(1);
        for (long due = 0; due < time.toMillis(); due += BETWEEN_MILLIS) {
            long wait = due - watch.elapsed().toMillis();
            if (wait > 0 && never.await(wait, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts it down");
            }
            int lane = (int) (asked++ % LANES);
            Location region = Location.of("folder", "shop", region(lane));
            holdfast.submit(Backup.of(ResourceSelector.of(ResourceId.disk(region, "disk"))))
                    .whenDone(outcome -> {
                        if (outcome.state() == OperationState.SUCCEEDED) {
                            (lane % 2 == 0 ? done : silent).incrementAndGet();
                        } else {
                            failed.incrementAndGet();
                        }
                    });
            if (asked % LANES == 0) {
                long now = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .count();
                threads = Math.max(threads, (int) now);
            }
        }
        return (done.get() - began) / (watch.elapsed().toMillis() / 1_000.0);
    }
}
