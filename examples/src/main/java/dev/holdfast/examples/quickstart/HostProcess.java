// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.spi.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A host in a Java process of its own. */
final class HostProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader lines;

    private HostProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it with this process' Java and class path. What it must keep to itself goes by the environment: a command
     * line can be seen by others.
     */
    static HostProcess start(
            String name, Class<?> program, String address, Path kit, Path store, String secret, String trust)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for seconds: starting fast is all.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                address,
                kit.toString(),
                store.toString());
        builder.environment().put(Host.SECRET, secret);
        builder.environment().put(Host.TRUST, trust);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new HostProcess(name, builder.start());
    }

    /** Hears what it says until it stands at a phase. */
    void until(String phase, Consumer<Payload.Fields> listener) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Payload.Fields said = (Payload.Fields) Payload.parse(line);
            listener.accept(said);
            if (said.text("feed").equals(Feed.PHASE) && said.text("name").equals(phase)) {
                return;
            }
        }
        throw new IOException(name + " ended before it was at '" + phase + "'");
    }

    /** Tells it to go on. */
    void go() throws IOException {
        OutputStream orders = process.getOutputStream();
        orders.write('\n');
        orders.flush();
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        int ignored = process.waitFor();
    }

    /** Lets it end by itself. */
    int end() throws IOException, InterruptedException {
        go();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        for (AutoCloseable stream : List.<AutoCloseable>of(lines, process.getOutputStream())) {
            try {
                stream.close();
            } catch (Exception e) {
                // It went with the process.
            }
        }
    }
}
