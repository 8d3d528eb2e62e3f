// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.recovery.RecoveryObjectives;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.Location;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.Computer;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import dev.holdfast.testkit.world.machine.Program;
import dev.holdfast.testkit.world.network.Connection;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Many machines, and a plan that brings them back in groups which wait for each other at random. */
final class Fleet {
    static final String PLAN = "fleet";
    static final String TAG = "fleet";
    private static final String PROGRAM = "idle";
    private static final int LARGEST_GROUP = 7;
    private static final int MOST_BEFORE = 3;

    private final SimulatedCloud cloud;
    private final int machines;

    Fleet(SimulatedCloud cloud, int machines) {
        this.cloud = cloud;
        this.machines = machines;
    }

    /** A machine that runs, and does nothing. */
    private static final class Idle implements Program {
        @Override
        public void boot(Computer computer, String configuration) {
            // It is up.
        }

        @Override
        public void message(Connection connection, String text) {
            // Nobody is listened to.
        }
    }

    void place() {
        cloud.world().programs().register(PROGRAM, Idle::new);
        Scene west = cloud.scene("west").subnet("prod", "10.0.0.0/16");
        cloud.scene("east").subnet("dr", "10.1.0.0/16");
        Content boot = LoaderRecord.install(Content.zeros(1 << 20), PROGRAM, "");
        for (int i = 0; i < machines; i++) {
            west.machine(name(i), "prod")
                    .boot("/dev/boot", boot)
                    .tag(TAG, "yes")
                    .place();
        }
        cloud.settle();
    }

    private static String name(int machine) {
        return "machine-" + machine;
    }

    /** Groups of one to seven machines, each after up to three of the groups before it. */
    RecoveryPlan plan(Location from, Location to) {
        Chance chance = cloud.world().chance().named("plan");
        RecoveryPlan.Builder plan = RecoveryPlan.named(PLAN)
                .from(from)
                .to(to)
                .objectives(RecoveryObjectives.rpo(Duration.ofDays(30)).rto(Duration.ofHours(24)))
                .subnet("prod", "dr");
        int placed = 0;
        for (int group = 0; placed < machines; group++) {
            List<String> members = new ArrayList<>();
            for (int left = 1 + chance.below(LARGEST_GROUP); left > 0 && placed < machines; left--) {
                members.add(name(placed++));
            }
            TreeSet<String> before = new TreeSet<>();
            for (int left = chance.below(MOST_BEFORE + 1); left > 0 && group > 0; left--) {
                before.add("group-" + chance.below(group));
            }
            plan.group(
                    "group-" + group,
                    each -> each.machines(members.toArray(String[]::new)).after(before.toArray(String[]::new)));
        }
        return plan.build();
    }

    /** Tags by which the machines are found. */
    static Map<String, String> tags() {
        return Map.of(TAG, "yes");
    }
}
