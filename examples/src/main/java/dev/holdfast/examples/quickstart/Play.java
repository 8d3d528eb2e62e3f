// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.examples.Stopwatch;
import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole of it, from the first file to the last proof. */
final class Play {
    static final String FULL = "backed up";
    static final String INCREMENTAL = "backed up again";
    static final String DRILLED = "drilled";
    static final String RECOVERED = "recovered";

    private static final int ROWS = 6;

    private final Path folder;
    private final Arguments arguments;
    private final Terminal terminal;
    private final Stopwatch watch;
    private final Story story = new Story();

    Play(Path folder, Arguments arguments, Terminal terminal, Stopwatch watch) {
        this.folder = folder.toAbsolutePath();
        this.arguments = arguments;
        this.terminal = terminal;
        this.watch = watch;
    }

    private void hear(Payload.Fields said) {
        terminal.hear(said);
        story.hear(said);
    }

    private void prove(String what, boolean good, String how) {
        Story.Proof proof = new Story.Proof(what, good, how);
        story.proof(proof);
        terminal.line("  " + (good ? "proved     " : "NOT SO     ") + what + " (" + how + ")");
    }

    boolean run() throws IOException, InterruptedException {
        Path kit = folder.resolve("shop.kit");
        removeWhatAnEarlierRunLeft();
        DataDisk data = data();
        try (Stage stage = new Stage()) {
            Map<String, DataDisk> boots = stage.open(data.content(), folder);
            terminal.title("A shop in " + Shop.SOURCE + ": a database and " + Shop.WEB.size()
                    + " application machines; " + Terminal.bytes(data.bytes()) + " of data from " + data.file());
            prove("customers are served in " + Shop.SOURCE, stage.sell("monday", ROWS), "asked over its network");
            terminal.line("  SHA-256 before the first backup   " + data.sha256());

            String trust = "trust " + stage.secret();
            Before before;
            try (HostProcess one = HostProcess.start(
                    "host-1", HostOne.class, stage.address(), kit, store("host-1"), stage.secret(), trust)) {
                before = ordinaryDays(stage, one, data);
                badDay(stage, one);
            }
            try (HostProcess two = HostProcess.start(
                    "host-2", HostTwo.class, stage.address(), kit, store("host-2"), stage.secret(), trust)) {
                terminal.title("Host 2 has the kit (" + Terminal.bytes(Files.size(kit))
                        + ") and the address of the cloud, nothing else");
                two.until(RECOVERED, this::hear);
                terminal.title("Proof");
                prove(stage, data, boots, before);
                prove("host 2 ended by itself", two.end() == 0, "its exit code");
            }
        }
        summary();
        return story.good();
    }

    /** A SQLite file: it survives the process, not the loss of its machine. */
    private Path store(String host) {
        return folder.resolve(host + ".db");
    }

    /** Hosts begin with an empty store and without a kit. SQLite has files beside its file. */
    private void removeWhatAnEarlierRunLeft() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "{shop.kit,host-*.db*}")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    private DataDisk data() throws IOException {
        Path file = folder.resolve("data.img");
        Path given = arguments.file();
        return given == null ? DataDisk.generated(file, arguments.sampleMib()) : DataDisk.copyOf(given, file);
    }

    /** What was so when the last backup began, known outside of the simulator. */
    private record Before(String sha256, String checksum, String count, Set<String> billed, Set<String> drilled) {}

    private Before ordinaryDays(Stage stage, HostProcess one, DataDisk data) throws IOException {
        terminal.title("Host 1 backs up, and copies to " + Shop.TARGET + " under " + Shop.TARGET_KEY);
        one.until(FULL, this::hear);
        Map<String, Long> source = stage.moved(Shop.SOURCE);
        Map<String, Long> target = stage.moved(Shop.TARGET);

        terminal.title("The data changes; host 1 backs up again, and copies what has changed");
        data.change(stage::write);
        prove("customers are still served", stage.sell("tuesday", ROWS), "asked over the network of " + Shop.SOURCE);
        String sha256 = data.sha256();
        terminal.line("  SHA-256 before the second backup  " + sha256);
        String checksum = stage.ask(Shop.SOURCE, Shop.PRODUCTION, Shop.WEB.get(0), "checksum");
        String count = stage.ask(Shop.SOURCE, Shop.PRODUCTION, Shop.WEB.get(0), "count");
        one.go();
        one.until(INCREMENTAL, this::hear);
        moved("backup in " + Shop.SOURCE, source, stage.moved(Shop.SOURCE));
        moved("copy to " + Shop.TARGET, target, stage.moved(Shop.TARGET));

        terminal.title("Host 1 drills the recovery plan in an isolated network, and cleans up");
        Set<String> billed = stage.billed(Shop.TARGET);
        one.go();
        one.until(DRILLED, this::hear);
        List<String> left = stage.running(Shop.ISOLATED);
        prove("no machine of the drill runs", left.isEmpty(), "the world itself was asked");
        return new Before(sha256, checksum, count, billed, stage.billed(Shop.TARGET));
    }

    private void moved(String what, Map<String, Long> full, Map<String, Long> both) {
        long first = full.values().stream().mapToLong(Long::longValue).sum();
        long second = both.values().stream().mapToLong(Long::longValue).sum() - first;
        story.fact("bytes moved, " + what, Terminal.bytes(first) + " full, " + Terminal.bytes(second) + " incremental");
        prove(
                "the second " + what + " moved only what had changed",
                second < first,
                Terminal.bytes(second) + " after " + Terminal.bytes(first));
    }

    private void badDay(Stage stage, HostProcess one) throws InterruptedException {
        stage.killRegion(Shop.SOURCE);
        one.kill();
        terminal.title("The bad day: " + Shop.SOURCE + " is dead, host 1 was killed, and its store is lost with it");
    }

    private void prove(Stage stage, DataDisk data, Map<String, DataDisk> boots, Before before) throws IOException {
        Set<String> more = new LinkedHashSet<>(before.drilled());
        more.removeAll(before.billed());
        prove(
                "nothing of the drill is left or billed",
                more.isEmpty(),
                more.isEmpty() ? "the same " + before.billed().size() + " things before and after" : more.toString());

        Path recovered = folder.resolve("recovered.img");
        data.recover(stage.content(Shop.TARGET, Shop.RECOVERY, Shop.DATABASE, "/dev/data"), recovered);
        String sha256 = DataDisk.sha256(recovered);
        prove(
                "the data disk is the one of the last backup, byte for byte",
                sha256.equals(before.sha256()) && Files.mismatch(data.file(), recovered) == -1,
                "SHA-256 " + sha256 + " over " + Terminal.bytes(data.bytes()));
        for (Map.Entry<String, DataDisk> boot : boots.entrySet()) {
            Path file = folder.resolve(boot.getKey() + "-boot-recovered.img");
            boot.getValue().recover(stage.content(Shop.TARGET, Shop.RECOVERY, boot.getKey(), "/dev/boot"), file);
            prove(
                    "the boot disk of " + boot.getKey() + " is the same, byte for byte",
                    boot.getValue().sha256().equals(DataDisk.sha256(file)),
                    "SHA-256 " + DataDisk.sha256(file).substring(0, 16) + "...");
        }
        for (String web : Shop.WEB) {
            String count = stage.ask(Shop.TARGET, Shop.RECOVERY, web, "count");
            String checksum = stage.ask(Shop.TARGET, Shop.RECOVERY, web, "checksum");
            prove(
                    web + " serves from the recovered database what was sold before the last backup",
                    count.equals(before.count())
                            && checksum.equals(before.checksum())
                            && count.equals("count " + 2 * ROWS * Shop.WEB.size()),
                    "asked over the network of " + Shop.TARGET + ": " + count);
        }
        String answer = stage.ask(Shop.TARGET, Shop.RECOVERY, Shop.WEB.get(0), "put new-sale sold");
        prove("the shop sells again", answer.startsWith("ok "), "it says: " + answer);
        prove(
                "nothing answers in " + Shop.SOURCE,
                stage.running(Shop.PRODUCTION).isEmpty(),
                "it is dead");
    }

    private void summary() throws IOException {
        terminal.title("Summary");
        for (Payload.Fields point : story.points()) {
            terminal.line("  point      " + Terminal.padded(point.text("kind"), 13) + point.text("consistency") + " in "
                    + String.join(
                            " and ",
                            point.items("places").stream()
                                    .map(place -> ((Payload.Text) place).value())
                                    .toList())
                    + ", " + point.text("id"));
        }
        story.reports()
                .forEach((mode, report) -> story.fact(
                        "measured in the " + mode.toLowerCase(Locale.ROOT),
                        objective("RPO", report, "rpo") + ", " + objective("RTO", report, "rto")));
        Duration took = watch.elapsed();
        story.fact(
                "real time",
                took.toSeconds() + "." + took.toMillisPart() / 100 + " s from the start of the first process");
        story.facts().forEach((name, value) -> terminal.line("  " + Terminal.padded(name, 34) + value));
        Path page = folder.resolve("report.html");
        new ReportPage(story).write(page);
        List<Story.Proof> failed =
                story.proofs().stream().filter(proof -> !proof.good()).toList();
        terminal.line("  " + Terminal.padded("proofs", 34) + (story.proofs().size() - failed.size()) + " of "
                + story.proofs().size());
        failed.forEach(proof -> terminal.line("  NOT SO: " + proof.what() + " (" + proof.how() + ")"));
        terminal.line("  " + Terminal.padded("page", 34) + page);
        terminal.line("");
        terminal.line(story.good() ? "All proved." : "NOT all is as it should be.");
    }

    private static String objective(String name, Payload.Fields report, String field) {
        Payload objective = report.get(field + "Objective");
        return name + " " + shown(report.get(field + "Seconds"))
                + (objective == null ? "" : " of " + shown(objective) + " allowed");
    }

    private static String shown(@Nullable Payload seconds) {
        return seconds instanceof Payload.Whole whole
                ? Terminal.duration(Duration.ofSeconds(whole.value()))
                : "not measured";
    }
}
