// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.files;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file system of Linux, made, checked and read by e2fsprogs. */
final class Ext4 {
    private static final List<String> TOOLS = List.of("mke2fs", "e2fsck", "debugfs");

    private final Path scratch;

    Ext4(Path scratch) {
        this.scratch = scratch;
    }

    /** The tools that this machine does not have. */
    static List<String> missing() {
        return TOOLS.stream().filter(tool -> find(tool) == null).toList();
    }

    private static @Nullable Path find(String tool) {
        List<String> places =
                new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        places.addAll(List.of("/usr/sbin", "/sbin"));
        return places.stream()
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Fills a directory with files that follow from the seed: small, large, empty, deep, oddly named. */
    static Path tree(Path root, long seed) throws IOException {
        SplittableRandom chance = new SplittableRandom(seed);
        String[] names = {"ledger", "a name with blanks", "käse", "x.tar.gz", ".hidden", "empty"};
        Path directory = root;
        for (int depth = 0; depth < 4; depth++) {
            Files.createDirectories(directory);
            for (String name : names) {
                byte[] content = new byte[name.equals("empty") ? 0 : chance.nextInt(1, 400_000)];
                chance.nextBytes(content);
                Files.write(directory.resolve(name + "-" + seed + "-" + depth), content);
            }
            directory = directory.resolve("below " + depth);
        }
        return root;
    }

    /** Makes an image of a directory. */
    byte[] image(Path directory, String name, int mebibytes) throws IOException {
        Path image = scratch.resolve(name);
        run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-b",
                "4096",
                "-d",
                directory.toString(),
                image.toString(),
                mebibytes + "m");
        byte[] bytes = Files.readAllBytes(image);
        if (bytes.length != mebibytes << 20) {
            throw new IllegalStateException("mke2fs made " + bytes.length + " bytes");
        }
        return bytes;
    }

    /** Checks an image as after a power failure, changing nothing; what e2fsck says. */
    String checked(Path image) {
        return run("e2fsck", "-fn", image.toString());
    }

    /** Takes all files out of an image. */
    Path files(Path image, String into) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve(into));
        run("debugfs", "-R", "rdump / " + directory, image.toString());
        return directory;
    }

    /** Every file below a directory, by its path, with its bytes in hexadecimal. */
    static SortedMap<String, String> read(Path directory) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(directory.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private String run(String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(String.valueOf(find(tool))));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C", "DEBUGFS_PAGER", "__none__"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end; it said: " + said);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }
}
