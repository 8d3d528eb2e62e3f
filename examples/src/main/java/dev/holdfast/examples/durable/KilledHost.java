// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.durable;

import dev.holdfast.examples.Stopwatch;
import dev.holdfast.examples.quickstart.Shop;
import dev.holdfast.examples.quickstart.Stage;
import dev.holdfast.testkit.served.ChildHost;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A host is killed in the middle of a failover; started again with the same SQLite file, it finishes. This process holds
 * the simulated cloud, kills the host at a request of its choice, and asks the cloud, not the host, what came of it.
 */
public final class KilledHost {
    /** It ran, and everything was proved. */
    static final int GOOD = 0;

    /** It ran, and something was not as it should be. */
    static final int NOT_PROVED = 1;

    /** It did not run: it was not called as it can be. */
    static final int WRONG_CALL = 2;

    /** In the middle: some machines are there, others are not. */
    private static final long USUAL = 4;

    private static final int ROWS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONGER_THAN_A_FAILOVER = Duration.ofHours(2);

    private final Path folder;
    private final long after;
    private final PrintStream out;
    private boolean good = true;

    private KilledHost(Path folder, long after, PrintStream out) {
        this.folder = folder.toAbsolutePath();
        this.after = after;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param arguments the folder to write to; and after how many requests of the failover the host is killed, if not the
     *     usual 4
     */
    public static void main(String[] arguments) {
        System.exit(run(Path.of(arguments[0]), arguments.length > 1 ? arguments[1] : "", System.out));
    }

    /** Writes only below the folder. */
    static int run(Path folder, String after, PrintStream out) {
        Stopwatch watch = Stopwatch.sinceTheProcessBegan();
        try {
            long requests = after.isBlank() ? USUAL : Long.parseLong(after.strip());
            if (requests < 1) {
                throw new NumberFormatException();
            }
            Files.createDirectories(folder);
            boolean good = new KilledHost(folder, requests, out).play();
            Duration took = watch.elapsed();
            out.println("  " + took.toSeconds() + "." + took.toMillisPart() / 100
                    + " s from the start of the first process");
            out.println();
            out.println(good ? "All proved." : "NOT all is as it should be.");
            return good ? GOOD : NOT_PROVED;
        } catch (NumberFormatException e) {
            out.println(
                    "-Dargs takes after how many requests of the failover the host is killed: a whole number from 1,"
                            + " not '" + after.strip() + "'.");
            return WRONG_CALL;
        } catch (IOException e) {
            out.println("This cannot go on: " + e.getMessage());
            return NOT_PROVED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOT_PROVED;
        }
    }

    private boolean play() throws IOException, InterruptedException {
        removeWhatAnEarlierRunLeft();
        try (Stage stage = new Stage()) {
            stage.open();
            title("A host protects a shop in " + Shop.SOURCE + "; its store is " + folder.resolve("host-1.db"));
            prove("customers are served in " + Shop.SOURCE, stage.sell("monday", ROWS));
            String first;
            Set<String> before;
            try (ChildHost host = start(stage)) {
                host.await(ShopHost.PROTECTED::equals, PATIENCE);
                out.println("  its machines are backed up, and copied to " + Shop.TARGET);
                before = stage.billed(Shop.TARGET);
                stage.killRegion(Shop.SOURCE);
                title(Shop.SOURCE + " is dead, and the host fails over to " + Shop.TARGET);
                host.tell("fail over");
                first = host.await(line -> line.startsWith(ShopHost.ASKED), PATIENCE);
                kill(stage, host);
            }
            title("The same program is started again, with the same file");
            try (ChildHost host = start(stage)) {
                String second = host.await(line -> line.startsWith(ShopHost.ASKED), PATIENCE);
                host.tell("go on");
                String done = host.await(line -> line.startsWith(ShopHost.DONE), PATIENCE);
                host.said().stream()
                        .filter(line -> line.startsWith(ShopHost.REPORT))
                        .forEach(line -> out.println("  " + line.substring(ShopHost.REPORT.length())));
                title("Proof, from the cloud itself");
                prove("the failover of before was finished, no other: " + operation(second), second.equals(first));
                prove("it succeeded", done.equals(ShopHost.DONE + "SUCCEEDED"));
                prove(stage, before);
                host.tell("end");
                prove("the host ended by itself", host.awaitEnd(PATIENCE).orElse(-1) == 0);
            }
        }
        return good;
    }

    /** SQLite has files beside its file. */
    private void removeWhatAnEarlierRunLeft() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "{shop.kit*,host-1.db*}")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    private ChildHost start(Stage stage) throws IOException {
        Map<String, String> environment = new TreeMap<>(stage.environment());
        environment.put(ShopHost.TRUST, "trust of the shop, known to its hosts");
        return ChildHost.start(
                ShopHost.NAME,
                ShopHost.class,
                environment,
                folder.resolve("host-1.db").toString(),
                folder.resolve("shop.kit").toString());
    }

    /** Kills it between two events of the world: it never hears the answer to the last request that took effect. */
    private void kill(Stage stage, ChildHost host) throws IOException, InterruptedException {
        long before = stage.effects();
        host.tell("go on");
        boolean there = stage.atEffects(before + after, host::close, LONGER_THAN_A_FAILOVER);
        if (!there) {
            throw new IOException("the failover took fewer than " + after + " requests: kill the host after fewer");
        }
        host.kill();
        while (stage.isConnected(ShopHost.NAME)) {
            Thread.onSpinWait();
        }
        out.println("  killed (SIGKILL) when " + after + " of its requests had taken effect, the last one unanswered");
        prove(
                "the failover was not over; with power in " + Shop.TARGET + ": " + stage.running(Shop.RECOVERY),
                host.said().stream().noneMatch(line -> line.startsWith(ShopHost.DONE)));
    }

    private void prove(Stage stage, Set<String> before) {
        List<String> running = stage.running(Shop.RECOVERY);
        prove("each machine runs in " + Shop.TARGET + ", once: " + running, running.equals(Shop.machines()));
        for (String web : Shop.WEB) {
            String count = stage.ask(Shop.TARGET, Shop.RECOVERY, web, "count");
            prove(web + " serves what was sold: " + count, count.equals("count " + ROWS * Shop.WEB.size()));
        }
        Map<String, List<String>> twice = stage.madeTwice();
        prove("nothing was made twice" + (twice.isEmpty() ? "" : ": " + twice), twice.isEmpty());
        Set<String> left = stage.idle(Shop.TARGET, Shop.RECOVERY);
        left.removeAll(before);
        prove("nothing is left over that serves nobody" + (left.isEmpty() ? "" : ": " + left), left.isEmpty());
    }

    private static String operation(String asked) {
        return asked.substring(ShopHost.ASKED.length());
    }

    private void title(String text) {
        out.println();
        out.println("== " + text);
    }

    private void prove(String what, boolean so) {
        out.println("  " + (so ? "proved     " : "NOT SO     ") + what);
        good &= so;
    }
}
