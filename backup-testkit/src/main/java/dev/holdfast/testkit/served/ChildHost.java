// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A host in a Java process of its own, with the class path of this one: it can be killed, and stopped and continued by a
 * signal, as operators and kernels do. What it prints is kept, line by line. Takes a POSIX shell. Safe for use by several
 * threads.
 *
 * <pre>{@code
 * try (ChildHost host = ChildHost.start("host-1", Program.class, served.environment(), "an argument")) {
 *     host.await(line -> line.startsWith("ready"), Duration.ofSeconds(20));
 *     host.freeze();
 *     host.thaw();
 *     host.kill();
 * }
 * }</pre>
 */
public final class ChildHost implements AutoCloseable {
    private final String name;
    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition said = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ChildHost(String name, Process process) {
        this.name = name;
        this.process = process;
        ServedCloud.daemon("holdfast-child-" + name, this::read).start();
    }

    /**
     * Starts a process.
     *
     * @param name what it is called in messages
     * @param program has the {@code main} method
     * @param environment variables beside those of this process; secrets go here, not among the arguments
     * @param arguments what it is started with
     * @return the process, which runs
     * @throws IOException if it cannot be started
     */
    public static ChildHost start(String name, Class<?> program, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for seconds, beside others: starting fast and staying small is all.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ChildHost(name, builder.start());
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // It ended.
        }
        take(null);
    }

    private void take(@Nullable String line) {
        lock.lock();
        try {
            if (line == null) {
                ended = true;
            } else {
                lines.add(line);
            }
            said.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The number of its process.
     *
     * @return the number
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Whether it has not ended; a process that is stopped by a signal has not.
     *
     * @return true if so
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * What it has printed so far, errors included.
     *
     * @return the lines
     */
    public List<String> said() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it has printed a line, before or from now on.
     *
     * @param wanted which line
     * @param atMost how long to wait
     * @return the first such line
     * @throws IOException if it ended without, or too much time has passed; says what it printed last
     * @throws InterruptedException if the thread was interrupted
     */
    public String await(Predicate<String> wanted, Duration atMost) throws IOException, InterruptedException {
        long left = atMost.toNanos();
        int seen = 0;
        lock.lock();
        try {
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (wanted.test(lines.get(seen))) {
                        return lines.get(seen);
                    }
                }
                if (ended || left <= 0) {
                    List<String> last = lines.subList(Math.max(0, lines.size() - 20), lines.size());
                    throw new IOException(name + (ended ? " has ended" : " did not say in " + atMost)
                            + " what was waited for; it said last:\n" + String.join("\n", last));
                }
                left = said.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends it a line, to its standard input.
     *
     * @param line the line
     * @throws IOException if it has ended
     */
    public void tell(String line) throws IOException {
        Writer writer = process.outputWriter(StandardCharsets.UTF_8);
        writer.write(line + "\n");
        writer.flush();
    }

    /**
     * Stops it by SIGSTOP: it does nothing, and does not know it, until it is thawed.
     *
     * @throws IOException if the signal cannot be sent
     * @throws InterruptedException if the thread was interrupted
     */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /**
     * Lets it go on, by SIGCONT.
     *
     * @throws IOException if the signal cannot be sent
     * @throws InterruptedException if the thread was interrupted
     */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid()).start();
        if (kill.waitFor() != 0 && isAlive()) {
            throw new IOException("cannot send SIG" + signal + " to " + name);
        }
    }

    /**
     * Ends it by SIGKILL, and waits until it has ended: nothing of it runs any more.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        int ignored = process.waitFor();
    }

    /**
     * Waits until it ends by itself.
     *
     * @param atMost how long to wait
     * @return its exit code, or empty if it runs on
     * @throws InterruptedException if the thread was interrupted
     */
    public OptionalInt awaitEnd(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** Ends it by SIGKILL, if it runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
