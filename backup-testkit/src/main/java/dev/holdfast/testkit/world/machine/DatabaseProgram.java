// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.bytes.Digests;
import dev.holdfast.testkit.world.network.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * The shipped program {@code database}: keys and values in checksummed pages behind a write-ahead log, on one disk or
 * two. A {@code put} is acknowledged when its log record is on the disk; pages follow at checkpoints; a boot replays.
 *
 * <p>It detects by itself that its disks do not belong to one moment (a torn set): the log begins after what the pages
 * hold (the log is newer), or the pages hold what the log does not have (the pages are newer), or ids differ. It then
 * does not come up.
 *
 * <p>Configuration, with defaults: {@code port} (5432), {@code log} and {@code pages} (device names, required),
 * {@code log.offset} (131072), {@code log.bytes} (262144), {@code pages.offset} (524288), {@code pages.count} (64),
 * {@code deadman.seconds} (60).
 *
 * <p>Frames and their answers, words parted by one blank: {@code put KEY VALUE}: {@code ok NUMBER}; {@code get KEY}:
 * {@code value V} or {@code none}; {@code count}: {@code count N}; {@code checksum}: {@code checksum HEX} over all keys
 * and values in order; {@code status}: {@code open|frozen last=N replayed=N}; {@code freeze} or {@code freeze SECONDS}:
 * {@code frozen}; {@code thaw}: {@code thawed in-force} or {@code thawed expired}. While frozen nothing is written and
 * {@code put} waits for its answer; a second {@code freeze} makes no hold longer. {@code freeze}, {@code thaw},
 * {@code status} are guest commands too.
 */
@SuppressWarnings("NullAway.Init") // its memory is filled at boot, before anything else is called
final class DatabaseProgram implements Program {

    /** Exit code of a thaw that finds nothing frozen. */
    private static final int TOO_LATE = 3;

    private record Waiting(Connection connection, String text) {}

    private Computer computer;
    private WriteAheadLog log;
    private PageStore pages;
    private Duration deadMan = Duration.ZERO;
    private long replayed;
    private boolean frozen;
    private int freezes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    @Override
    public void boot(Computer on, String configuration) {
        Configuration config = new Configuration(configuration);
        computer = on;
        deadMan = Duration.ofSeconds(config.number("deadman.seconds", 60));
        log = new WriteAheadLog(
                on.disk(config.text("log")), config.number("log.offset", 131_072), config.number("log.bytes", 262_144));
        pages = new PageStore(on.disk(config.text("pages")), config.number("pages.offset", 524_288), (int)
                config.number("pages.count", 64));
        recover();
        on.listen((int) config.number("port", 5_432));
    }

    private void recover() {
        boolean hasLog = log.open();
        boolean hasPages = pages.open();
        if (!hasLog && hasPages) {
            throw new BootFailure("torn set: pages without their log");
        }
        if (!hasLog) {
            log.reset(computer.unique(), 1);
        }
        List<WriteAheadLog.Entry> entries = hasLog ? log.replay() : List.of();
        if (!hasPages) {
            // Formatting writes the log first; cut short there, it is simply done again.
            if (log.first() != 1 || !entries.isEmpty()) {
                throw new BootFailure("torn set: log without its pages");
            }
            pages.format(log.database());
        }
        if (log.database() != pages.database()) {
            throw new BootFailure("torn set: log and pages are of different databases");
        }
        if (log.first() > pages.complete() + 1) {
            throw new BootFailure("torn set: log begins at " + log.first() + ", pages end at " + pages.complete());
        }
        if (pages.newest() > log.last()) {
            throw new BootFailure("torn set: pages hold " + pages.newest() + ", log ends at " + log.last());
        }
        for (WriteAheadLog.Entry entry : entries) {
            if (entry.number() > pages.complete()) {
                pages.apply(entry.number(), entry.key(), entry.value());
                replayed++;
            }
        }
        checkpoint();
    }

    @Override
    public void message(Connection connection, String text) {
        if (frozen && text.startsWith("put ")) {
            waiting.add(new Waiting(connection, text));
        } else {
            connection.send(answer(text));
        }
    }

    @Override
    public Reply command(String text) {
        String verb = text.split(" ", 2)[0];
        return switch (verb) {
            case "freeze", "status" -> new Reply(0, answer(text));
            case "thaw" -> {
                int exit = frozen ? 0 : TOO_LATE;
                yield new Reply(exit, answer(text));
            }
            default -> new Reply(127, "unknown command " + verb);
        };
    }

    @Override
    public void shutdown() {
        if (!frozen) {
            checkpoint();
        }
    }

    private String answer(String text) {
        String[] words = text.split(" ", 3);
        return switch (words[0]) {
            case "put" -> words.length == 3 ? put(words[1], words[2]) : "error put KEY VALUE";
            case "get" -> words.length == 2 ? get(words[1]) : "error get KEY";
            case "count" -> "count " + pages.rows().size();
            case "checksum" -> "checksum " + checksum();
            case "status" -> (frozen ? "frozen" : "open") + " last=" + log.last() + " replayed=" + replayed;
            case "freeze" -> freeze(words.length > 1 ? Duration.ofSeconds(Long.parseLong(words[1])) : deadMan);
            case "thaw" -> thaw();
            default -> "error unknown " + words[0];
        };
    }

    private String put(String key, String value) {
        if (key.length() + value.length() > 1_000) {
            return "error too long";
        }
        if (!log.hasRoom(key, value)) {
            checkpoint();
        }
        // Room is taken in memory first: a record that no page can hold must never reach the log.
        if (!pages.apply(log.last() + 1, key, value)) {
            return "error full";
        }
        return "ok " + log.append(key, value);
    }

    private String get(String key) {
        PageStore.Row row = pages.rows().get(key);
        return row == null ? "none" : "value " + row.value();
    }

    private String checksum() {
        var digest = Digests.sha256();
        pages.rows().forEach((key, row) -> {
            digest.update(Digests.sha256(key.getBytes(StandardCharsets.UTF_8)));
            digest.update(Digests.sha256(row.value().getBytes(StandardCharsets.UTF_8)));
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private String freeze(Duration atMost) {
        if (frozen) {
            // The first one's end stands: a freeze that arrives late must not make a hold longer.
            return "frozen";
        }
        checkpoint();
        frozen = true;
        computer.held(true);
        int mine = ++freezes;
        computer.timer(atMost, () -> {
            if (frozen && freezes == mine) {
                release();
            }
        });
        return "frozen";
    }

    private String thaw() {
        boolean inForce = frozen;
        release();
        return inForce ? "thawed in-force" : "thawed expired";
    }

    private void release() {
        frozen = false;
        computer.held(false);
        for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
            one.connection.send(answer(one.text));
        }
    }

    private void checkpoint() {
        pages.checkpoint(log.last());
        log.reset(log.database(), log.last() + 1);
    }
}
