// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.Cluster;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * A host in a process of its own, to be killed and frozen. In each turn it acts again and again, until the turn does not
 * last any more or its time is up; then it ends the turn, in the first case so that it gets another one.
 */
final class HostProcess {
    private final String name;
    private final Process process;

    private HostProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * How hosts are set up.
     *
     * @param beat between heartbeats
     * @param missed how many are missed
     * @param poll between polls
     * @param turn how long a turn is worked in
     */
    record Setting(Duration beat, int missed, Duration poll, Duration turn) {
        Duration lease() {
            return beat.multipliedBy(missed);
        }

        /** After how long at most the lanes of a stopped host have another one. */
        Duration takeOver() {
            return beat.multipliedBy(missed + 2).plus(poll);
        }
    }

    static HostProcess start(LaneDatabase database, String name, Setting setting) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                "-cp",
                System.getProperty("java.class.path"),
                HostProcess.class.getName()));
        command.addAll(List.of(
                Integer.toString(database.port()),
                database.schema(),
                name,
                setting.beat.toString(),
                Integer.toString(setting.missed),
                setting.poll.toString(),
                setting.turn.toString()));
        File output = new File("target", "host-process.log");
        return new HostProcess(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(output))
                        .start());
    }

    String name() {
        return name;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String which) throws Exception {
        Process kill = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("kill " + which + " failed");
        }
    }

    public static void main(String[] arguments) throws Exception {
        DataSource source = LaneDatabase.source(Integer.parseInt(arguments[0]), arguments[1]);
        String name = arguments[2];
        Setting setting = new Setting(
                Duration.parse(arguments[3]),
                Integer.parseInt(arguments[4]),
                Duration.parse(arguments[5]),
                Duration.parse(arguments[6]));
        LongSupplier ticks = HostTime.ticks();
        Duration act = setting.lease().dividedBy(5);
        DiaryHost host = new DiaryHost(source, name, (self, turn) -> {
            long until = ticks.getAsLong() + setting.turn.toNanos();
            while (ticks.getAsLong() < until && turn.lasts(act)) {
                self.act(turn, act);
                pause();
            }
            boolean isLost = ticks.getAsLong() < until;
            self.over(turn, act);
            turn.end(isLost ? HostTime.clock().instant() : Instant.MAX);
        });
        JdbcCluster.builder(source)
                .name(name)
                .heartbeats(setting.beat, setting.missed)
                .polling(setting.poll)
                .build()
                .join(host);
        LaneDatabase.change(source, "insert into joined values (?)", name);
        watch(host, source, name, setting.lease());
    }

    private static void pause() {
        try {
            Soon.pass(Duration.ofMillis(20));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sees that the process was frozen for longer than its leases, and writes down what turns say of themselves then. */
    private static void watch(DiaryHost host, DataSource source, String name, Duration lease) throws Exception {
        LongSupplier ticks = HostTime.ticks();
        long last = ticks.getAsLong();
        while (true) {
            Soon.pass(Duration.ofMillis(1));
            long now = ticks.getAsLong();
            if (now - last > lease.toNanos()) {
                List<Cluster.Turn> turns = List.copyOf(host.begun);
                List<Boolean> lasting =
                        turns.stream().map(turn -> turn.lasts(Duration.ZERO)).toList();
                for (int i = 0; i < turns.size(); i++) {
                    LaneDatabase.change(
                            source,
                            "insert into frozen values (?, ?, ?)",
                            name,
                            turns.get(i).lane(),
                            lasting.get(i));
                }
            }
            last = now;
        }
    }
}
