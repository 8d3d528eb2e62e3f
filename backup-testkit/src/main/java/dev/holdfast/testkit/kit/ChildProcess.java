// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link StoreChild} as its parent sees it. */
final class ChildProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader lines;
    private final Path errors;
    private long acknowledged;
    private boolean ended;

    private ChildProcess(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildProcess start(StoreHarness.Child child, StoreChild.Task task, String name, int times) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for seconds: starting fast is all.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreChild.class.getName(),
                task.name(),
                name,
                String.valueOf(times),
                child.opener().getName()));
        command.addAll(child.arguments());
        try {
            Path errors = Files.createTempFile("holdfast-store-child", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(child.environment());
            return new ChildProcess(name, builder.start(), errors);
        } catch (IOException e) {
            throw new AssertionError("Cannot start a process for " + name, e);
        }
    }

    /** Hears until so much was acknowledged. */
    void until(long number) {
        while (acknowledged < number && !ended) {
            if (!hear()) {
                throw new AssertionError("Process " + name + " ended by itself after write " + acknowledged
                        + " was acknowledged; it said: " + said());
            }
        }
    }

    /** Hears one line; false at the end. A line that was cut by the end counts for nothing. */
    private boolean hear() {
        try {
            String line = lines.readLine();
            if (line != null && line.startsWith("ack ") && line.endsWith(".")) {
                acknowledged = Long.parseLong(line.substring(4, line.length() - 1));
            } else if (line != null && line.equals("end.")) {
                ended = true;
            }
            return line != null;
        } catch (IOException e) {
            throw new AssertionError("Cannot hear process " + name, e);
        }
    }

    /** Lets it go on for a moment, unheard. */
    void goOn(long micros) {
        try {
            if (process.waitFor(micros, TimeUnit.MICROSECONDS)) {
                throw new AssertionError("Process " + name + " ended by itself; it said: " + said());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while " + name + " worked", e);
        }
    }

    /** Kills it at once, as a power cut of the process would; what was acknowledged until then. */
    long kill() {
        // By its handle: what it has said before stays to be heard.
        if (!process.toHandle().destroyForcibly()) {
            throw new AssertionError("Process " + name + " cannot be killed; it said: " + said());
        }
        waitFor();
        while (hear()) {
            // What it had said before.
        }
        return acknowledged;
    }

    /** Waits until it has done all. */
    void end() {
        while (hear()) {
            // Until it ends.
        }
        int code = waitFor();
        if (code != 0 || !ended) {
            throw new AssertionError("Process " + name + " failed with " + code + "; it said: " + said());
        }
    }

    private int waitFor() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while " + name + " ended", e);
        }
    }

    private String said() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return "nothing that can be read: " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        waitFor();
        try {
            lines.close();
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new AssertionError("Cannot clean up after process " + name, e);
        }
    }
}
