// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.Holdfast;
import dev.holdfast.examples.Stopwatch;
import dev.holdfast.examples.customprovider.FolderProvider;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Row 12: the first operation of a process, from the builder to its result, with everything that has to be loaded for it:
 * a snapshot of a disk that is a file. Without a vendor's SDK. Each in a process of its own.
 */
final class FirstOperation {
    private static final int PROCESSES = 9;

    private final Path folder;

    FirstOperation(Path folder) {
        this.folder = folder;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        List<Long> processors = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            Path root = Files.createTempDirectory(Files.createDirectories(folder), "first");
            Files.write(Files.createDirectories(root.resolve("shop/home/disks")).resolve("disk"), new byte[4_096]);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FirstOperation.class.getName(),
                            root.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String line = out.readLine();
                if (process.waitFor() != 0 || line == null) {
                    throw new IllegalStateException("the process for the first operation failed");
                }
                String[] words = line.split(" ", 2);
                millis.add(Long.parseLong(words[0]));
                processors.add(Long.parseLong(words[1]));
            }
        }
        Collections.sort(millis);
        Collections.sort(processors);
        return List.of(Figure.atMost(
                12,
                "first operation of a process, without an SDK, ms",
                "-",
                "the median of " + PROCESSES + " processes; all: " + millis + "; processors worked "
                        + processors.get(PROCESSES / 2) + " ms for it, in the median",
                millis.get(PROCESSES / 2),
                150));
    }

    /**
     * The process: prints how many milliseconds it took, and for how many of them processors worked.
     *
     * @param arguments the root of the folders
     */
    public static void main(String[] arguments) {
        Stopwatch watch = Stopwatch.started();
        Duration before = Stopwatch.processors();
        Path root = Path.of(arguments[0]);
        List<RecoveryPoint> points;
        Duration took;
        try (Holdfast holdfast = Holdfast.builder()
                .installation("bench")
                .provider(new FolderProvider(root))
                .store(Store.inMemory())
                .trust(Trust.sharedKey("a shared key of a benchmark".getBytes(StandardCharsets.UTF_8)))
                .build()) {
            holdfast.start();
            points = holdfast.submit(Backup.of(
                            ResourceSelector.of(ResourceId.disk(Location.of("folder", "shop", "home"), "disk"))))
                    .result();
            took = watch.elapsed();
        }
        if (points.size() != 1) {
            throw new IllegalStateException("no point was made: " + points);
        }
        System.out.println(
                took.toMillis() + " " + Stopwatch.processors().minus(before).toMillis());
    }
}
