// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.network.Network;
import dev.holdfast.testkit.world.network.Nic;
import dev.holdfast.testkit.world.network.Probe;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DatabaseProgramTest {

    private static final String CONFIGURATION =
            "log=log\npages=pages\nlog.offset=0\nlog.bytes=2048\npages.offset=0\npages.count=8\n";

    private final WorldLoop loop = new WorldLoop(Instant.EPOCH);
    private final Network network = new Network(loop);
    private final Nic nic = network.addNic(
            network.addSubnet("s", "n", "a", "r", "z", "10.0.0.0/16", "10.0.0.0/24"), "10.0.0.10", List.of());
    private final Chance chance = Chance.of(1);

    /** A platter that fails at a chosen sync and remembers every state it was in. */
    private static final class Recorder implements Platter {
        Content content;
        final List<Content> states;
        int failAfter = Integer.MAX_VALUE;
        final int[] syncs;

        Recorder(Content content, int[] syncs, List<Content> states) {
            this.content = content;
            this.syncs = syncs;
            this.states = states;
        }

        @Override
        public Content durable() {
            return content;
        }

        @Override
        public void durable(Content newContent) {
            if (syncs[0]++ >= failAfter) {
                throw new IllegalStateException("power is gone");
            }
            content = newContent;
            states.add(newContent);
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_a_crash_at_every_sync() {
        int points = 0;
        for (int at = 0; ; at++) {
            int[] syncs = {0};
            Map<String, Platter> disks = disks(syncs);
            int stop = at;
            disks.values().forEach(d -> ((Recorder) d).failAfter = stop);
            TreeMap<String, String> acknowledged = new TreeMap<>();
            Computer computer = on(disks);
            String attempted = null;
            for (int i = 0; i < 120 && computer.isUp(); i++) {
                attempted = "key-" + i % 17;
                String answer = ask("put " + attempted + " value-" + i);
                if (answer != null && answer.startsWith("ok")) {
                    acknowledged.put(attempted, "value-" + i);
                    attempted = null;
                }
            }
            boolean ranThrough = computer.isUp();
            disks.values().forEach(d -> ((Recorder) d).failAfter = Integer.MAX_VALUE);
            computer.powerOff(false, 0.5);
            Computer again = on(disks);
            assertThat(again.failure()).as("crash at sync %s", at).isNull();
            for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
                if (!entry.getKey().equals(attempted)) {
                    assertThat(ask("get " + entry.getKey())).isEqualTo("value " + entry.getValue());
                }
            }
            again.powerOff(false, 0);
            if (ranThrough) {
                break;
            }
            points++;
        }
        assertThat(points).isGreaterThan(120);
    }

    @Test
    void a_set_of_log_and_pages_from_two_moments_is_detected_or_is_one_of_the_states_there_were() {
        int[] syncs = {0};
        Map<String, Platter> disks = disks(syncs);
        Recorder log = (Recorder) of(disks, "log");
        Recorder pages = (Recorder) of(disks, "pages");
        Computer computer = on(disks);
        List<String> sums = new ArrayList<>();
        List<Content> logs = new ArrayList<>();
        List<Content> pageStates = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            assertThat(ask("put key-" + i % 7 + " value-" + i)).startsWith("ok");
            sums.add(String.valueOf(ask("checksum")));
            logs.add(log.content);
            pageStates.add(pages.content);
        }
        computer.powerOff(false, 0);
        int torn = 0;
        int good = 0;
        for (int l = 0; l < 90; l += 3) {
            for (int p = 0; p < 90; p += 3) {
                Map<String, Platter> set = disks(new int[1]);
                of(set, "log").durable(logs.get(l));
                of(set, "pages").durable(pageStates.get(p));
                Computer restored = on(set);
                if (restored.isUp()) {
                    good++;
                    assertThat(sums.get(l)).as("log %s pages %s", l, p).isEqualTo(ask("checksum"));
                } else {
                    torn++;
                    assertThat(restored.failure()).startsWith("torn set");
                    assertThat(l).isNotEqualTo(p);
                }
                restored.powerOff(false, 0);
            }
        }
        assertThat(torn).isPositive();
        assertThat(good).isPositive();
    }

    @Test
    void while_frozen_nothing_is_written_and_a_put_waits_for_the_thaw() {
        int[] syncs = {0};
        Map<String, Platter> disks = disks(syncs);
        Computer computer = on(disks);
        assertThat(ask("put a 1")).isEqualTo("ok 1");
        assertThat(computer.command("freeze 30")).isEqualTo(new Program.Reply(0, "frozen"));
        int before = syncs[0];
        String[] late = new String[1];
        network.probe("s", "10.0.0.10", 5_432, "put b 2", Duration.ofMinutes(5), p -> late[0] = p.answer());
        loop.advance(Duration.ofSeconds(10));
        assertThat(syncs[0]).isEqualTo(before);
        assertThat(late[0]).isNull();
        assertThat(computer.command("thaw")).isEqualTo(new Program.Reply(0, "thawed in-force"));
        loop.advance(Duration.ofSeconds(1));
        assertThat(late[0]).isEqualTo("ok 2");
    }

    @Test
    void the_dead_man_thaws_by_itself_and_the_thaw_then_says_so() {
        Computer computer = on(disks(new int[1]));
        computer.command("freeze 30");
        loop.advance(Duration.ofSeconds(31));
        assertThat(ask("put a 1")).isEqualTo("ok 1");
        assertThat(computer.command("thaw")).isEqualTo(new Program.Reply(3, "thawed expired"));
    }

    @Test
    void a_second_freeze_makes_no_hold_longer() {
        Computer computer = on(disks(new int[1]));
        List<Instant> told = new ArrayList<>();
        computer.whenHeld(held -> told.add(loop.now()));
        computer.command("freeze 30");
        loop.advance(Duration.ofSeconds(20));
        computer.command("freeze 30");
        loop.advance(Duration.ofSeconds(20));
        assertThat(told).hasSize(2);
        assertThat(Duration.between(told.get(0), told.get(1))).isEqualTo(Duration.ofSeconds(30));
        assertThat(ask("put a 1")).isEqualTo("ok 1");
    }

    @Test
    void a_set_taken_while_frozen_needs_no_replay() {
        Map<String, Platter> disks = disks(new int[1]);
        Computer computer = on(disks);
        for (int i = 0; i < 10; i++) {
            ask("put k" + i + " v");
        }
        Content crashLog = of(disks, "log").durable();
        Content crashPages = of(disks, "pages").durable();
        computer.command("freeze");
        Content log = of(disks, "log").durable();
        Content pages = of(disks, "pages").durable();
        computer.powerOff(false, 0);
        assertThat(statusOf(log, pages)).isEqualTo("open last=10 replayed=0");
        assertThat(statusOf(crashLog, crashPages)).isEqualTo("open last=10 replayed=10");
    }

    @Test
    void a_machine_comes_up_only_from_a_good_record_and_says_why_not() {
        Map<String, Platter> disks = disks(new int[1]);
        Content good = of(disks, "boot").durable();
        assertThat(boot(Content.zeros(1 << 20))).isEqualTo("no loader record on the boot disk");
        assertThat(boot(good.with(20, new byte[] {9}))).isEqualTo("loader record is damaged");
        assertThat(boot(good.with(LoaderRecord.CONFIGURATION_AT, new byte[] {'#'})))
                .isEqualTo("configuration does not have the digest of the loader record");
        assertThat(boot(LoaderRecord.install(good, "nobody", "x=1"))).isEqualTo("no program nobody");
        assertThat(boot(LoaderRecord.install(good, "database", "log=absent\npages=pages")))
                .isEqualTo("no disk absent");
        assertThat(boot(good)).isNull();
    }

    private @Nullable String boot(Content content) {
        Map<String, Platter> disks = disks(new int[1]);
        of(disks, "boot").durable(content);
        Computer computer = on(disks);
        String failure = computer.failure();
        computer.powerOff(false, 0);
        return failure;
    }

    private @Nullable String statusOf(Content log, Content pages) {
        Map<String, Platter> disks = disks(new int[1]);
        of(disks, "log").durable(log);
        of(disks, "pages").durable(pages);
        Computer computer = on(disks);
        String status = ask("status");
        computer.powerOff(false, 0);
        return status;
    }

    private Map<String, Platter> disks(int[] syncs) {
        Map<String, Platter> disks = new LinkedHashMap<>();
        Content boot = LoaderRecord.install(Content.zeros(1 << 20), "database", CONFIGURATION);
        disks.put("boot", new Recorder(boot, syncs, new ArrayList<>()));
        disks.put("log", new Recorder(Content.zeros(1 << 20), syncs, new ArrayList<>()));
        disks.put("pages", new Recorder(Content.zeros(1 << 20), syncs, new ArrayList<>()));
        return disks;
    }

    private static Platter of(Map<String, Platter> disks, String name) {
        return Objects.requireNonNull(disks.get(name));
    }

    private Computer on(Map<String, Platter> disks) {
        return Computer.powerOn(loop, chance, new Programs(), nic, disks, "boot");
    }

    private @Nullable String ask(String text) {
        Probe[] result = new Probe[1];
        network.probe("s", "10.0.0.10", 5_432, text, Duration.ofSeconds(2), p -> result[0] = p);
        loop.runUntilIdle();
        return result[0].answer();
    }
}
