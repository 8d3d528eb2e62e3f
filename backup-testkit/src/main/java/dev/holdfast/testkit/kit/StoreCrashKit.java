// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused;
import dev.holdfast.spi.Store.Refused.Reason;
import dev.holdfast.testkit.kit.StoreChild.Task;
import dev.holdfast.testkit.world.time.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;

/** What survives: ends of processes, lost writes and lost answers. */
abstract class StoreCrashKit extends StoreTopic {
    private static final int KILLS = 200;
    private static final int SAMPLE = 6;

    /** Kills that one store lives through. */
    private static final int ROUND = 20;

    @Rule(
            value = "HF-DUR-01",
            says = "What was acknowledged is there after a restart, and nothing else.",
            needs = Needs.DURABLE)
    void restartsLoseNothing() {
        for (int round = 1; round <= 3; round++) {
            put(
                    operation(ONE, round, "one", OperationState.RUNNING),
                    step(ONE, round, 1),
                    take("s" + round, Mode.EXCLUSIVE, ONE),
                    point("g", "k" + round),
                    event(ONE, "round " + round),
                    evidence(ONE, "one", "round " + round));
            refused(Reason.CHANGED, point("g", "refused"), operation(ONE, 1));
            long epoch = epoch();
            long position = store().position();
            List<Object> before = contents(store());
            Store.Feed feed = store().changes(0, ALL);
            restart();
            Store again = another();
            assertThat(contents(again)).as("what is there after a restart").isEqualTo(before);
            assertThat(again.position()).as("the position after a restart").isEqualTo(position);
            assertThat(again.changes(0, ALL)).as("the feed after a restart").isEqualTo(feed);
            assertThat(again.acquire(INSTALLATION, "host")).as("the next epoch").isGreaterThan(epoch);
            restart();
        }
    }

    @Rule(
            value = "HF-DUR-02",
            says = "A process killed at any moment loses nothing that was acknowledged, and leaves no half a set.",
            needs = Needs.DURABLE)
    void killsLoseNothing(TestReporter reporter) {
        Chance chance = Chance.of(4711).named("kills");
        int kills = KitProof.FULL ? KILLS : SAMPLE;
        long before = 0;
        for (int i = 0; i < kills; i++) {
            try (ChildProcess child = ChildProcess.start(harness().child(), Task.SERIES, "series", 0)) {
                child.until(before + 1 + chance.below(40));
                child.goOn(chance.below(5_000));
                long acknowledged = child.kill();
                // Who takes over fences: what a server still had to do for the process that was killed is done or
                // refused now.
                Store store = store();
                before = whole(store, "series", acknowledged);
                StoreEvidenceKit.chained(store.evidence(0, ALL));
                // The next process opens it: nothing of it stays open here.
                restart();
                if (i % ROUND == ROUND - 1) {
                    // Else each kill would take longer to look at than the one before.
                    harness().wipe();
                    before = 0;
                }
            }
        }
        KitProof.covered(reporter, "HF-DUR-02", KILLS, kills, "kills");
    }

    /** Checks that a series is there, each number whole or not at all, up to what was acknowledged; how far it goes. */
    private static long whole(Store store, String name, long acknowledged) {
        long last = store.record(Kind.PLAN, name).map(RecordRow::version).orElse(0L);
        assertThat(last)
                .as("the last set of %s, of which %s was acknowledged", name, acknowledged)
                .isGreaterThanOrEqualTo(acknowledged);
        List<String> all = LongStream.rangeClosed(1, last)
                .mapToObj(number -> StoreChild.key(name, number))
                .toList();
        String of = name + "-";
        assertThat(keys(store.records(Kind.POINT, null, null, ALL)).stream().filter(key -> key.startsWith(of)))
                .as("points of %s", name)
                .isEqualTo(all);
        List<String> operations = new ArrayList<>();
        for (OperationRow row : store.recentOperations(ALL)) {
            if (row.id().value().startsWith(of)) {
                operations.add(0, row.id().value());
                assertThat(store.steps(row.id())).as("steps of %s", row.id()).hasSize(StoreChild.STEPS);
            }
        }
        assertThat(operations).as("operations of %s", name).isEqualTo(all);
        assertThat(store.outbox(ALL).stream()
                        .filter(row -> row.operation().value().startsWith(of))
                        .map(EventRow::body)
                        .map(body -> body.text("text")))
                .as("events of %s", name)
                .isEqualTo(all);
        assertThat(store.evidence(0, ALL).stream()
                        .filter(row -> row.operation().value().startsWith(of))
                        .map(EvidenceRow::requestKey))
                .as("evidence of %s", name)
                .isEqualTo(all);
        if (last > 0) {
            assertThat(store.claims().stream().filter(claim -> claim.subject().equals(name)))
                    .as("claims of %s", name)
                    .containsExactly(new ClaimRow(name, Mode.EXCLUSIVE, StoreChild.operation(name, last)));
        }
        return last;
    }

    @Rule(
            value = "HF-DUR-03",
            says = "A host that is killed among others loses nothing and holds up none of them.",
            needs = {Needs.DURABLE, Needs.SHARED})
    void killedHostsHoldUpNobody() {
        List<String> names = List.of("a", "b", "c");
        Chance chance = Chance.of(4711).named("hosts");
        List<ChildProcess> hosts = new ArrayList<>();
        try {
            names.forEach(name -> hosts.add(ChildProcess.start(harness().child(), Task.JOINED_SERIES, name, 0)));
            List<Long> acknowledged = new ArrayList<>();
            for (ChildProcess host : hosts) {
                host.until(20);
            }
            for (ChildProcess host : hosts) {
                host.goOn(chance.below(5_000));
                acknowledged.add(host.kill());
                // What is left goes on.
                for (ChildProcess other : hosts.subList(acknowledged.size(), hosts.size())) {
                    other.until(20 + 20L * acknowledged.size());
                }
            }
            Store store = store();
            for (int i = 0; i < names.size(); i++) {
                whole(store, names.get(i), acknowledged.get(i));
            }
            StoreEvidenceKit.chained(store.evidence(0, ALL));
        } finally {
            hosts.forEach(ChildProcess::close);
        }
        put(point("g", "after"));
    }

    @Rule(
            value = "HF-DUR-04",
            says = "Processes that count one record up, take turns by a claim and add evidence lose nothing.",
            needs = {Needs.DURABLE, Needs.SHARED})
    void processesLoseNoCount() {
        int times = KitProof.FULL ? 500 : 30;
        List<ChildProcess> hosts = new ArrayList<>();
        try {
            for (String name : List.of("a", "b", "c")) {
                hosts.add(ChildProcess.start(harness().child(), Task.COUNT, name, times));
            }
            hosts.forEach(ChildProcess::end);
        } finally {
            hosts.forEach(ChildProcess::close);
        }
        Store store = another();
        assertThat(store.record(Kind.PLAN, "count")).hasValueSatisfying(row -> {
            assertThat(row.body().whole("count")).as("the count").isEqualTo(3L * times);
            assertThat(row.version()).as("its version").isEqualTo(3L * times);
        });
        assertThat(store.outbox(ALL)).as("events of the counts").hasSize(3 * times);
        assertThat(store.evidence(0, ALL)).as("evidence of the counts").hasSize(3 * times);
        StoreEvidenceKit.chained(store.evidence(0, ALL));
        assertThat(store.claims()).as("claims when all have ended").isEmpty();
    }

    // ---- repeats

    /** Sets of which the middle one is refused; none would have the same answer on what they have left. */
    private static ChangeSet[] sets() {
        return new ChangeSet[] {
            ChangeSet.of(
                    operation(TWO, 1, "two", OperationState.RUNNING),
                    event(TWO, "begun"),
                    evidence(TWO, "two", "begun"),
                    record(Kind.POINT, "g", "k", 0),
                    new Change.RequireRecord(Kind.PLAN, "p", 0)),
            ChangeSet.of(operation(ONE, 1), point("g", "never")),
            ChangeSet.of(
                    record(Kind.PLAN, "", "p", 1),
                    new Change.FreeClaims(ONE),
                    take("s", Mode.EXCLUSIVE, TWO),
                    new Change.RequireUnclaimed("s", TWO))
        };
    }

    private static void answeredOnce(List<@Nullable Refused> answers) {
        accepted(answers.get(0));
        refused(Reason.CHANGED, answers.get(1));
        accepted(answers.get(2));
    }

    @Rule(
            value = "HF-AGN-01",
            says =
                    "A write whose answer was lost gives the answers of the first time when repeated, and writes nothing.",
            needs = Needs.FAULTS)
    void lostAnswersAreGivenAgain() {
        put(operation(ONE, 1), take("s", Mode.EXCLUSIVE, ONE));
        harness().loseNextAnswer();
        assertThatThrownBy(() -> writeAll(sets()))
                .as("a write whose answer is lost")
                .isInstanceOf(RuntimeException.class);
        List<Object> before = contents(store());
        assertThat(store().operation(TWO)).as("what was written all the same").isPresent();
        answeredOnce(writeAll(sets()));
        assertThat(contents(store())).as("what is stored after the repeat").isEqualTo(before);
        assertThat(store().evidence(0, ALL)).hasSize(1);
        put(operation(TWO, 2, "two", OperationState.RUNNING), event(TWO, "goes on"));
        assertThat(store().outbox(ALL)).hasSize(2);
    }

    @Rule(
            value = "HF-AGN-02",
            says = "A write that was lost has written nothing, and is written when repeated.",
            needs = Needs.FAULTS)
    void lostWritesAreWritten() {
        put(operation(ONE, 1), take("s", Mode.EXCLUSIVE, ONE));
        List<Object> before = contents(store());
        long position = store().position();
        harness().loseNextWrite();
        assertThatThrownBy(() -> writeAll(sets())).as("a write that is lost").isInstanceOf(RuntimeException.class);
        assertThat(contents(store())).as("what is stored after a lost write").isEqualTo(before);
        assertThat(store().position()).as("the position after a lost write").isEqualTo(position);
        answeredOnce(writeAll(sets()));
        assertThat(store().operation(TWO)).as("what the repeat has written").isPresent();
        assertThat(store().outbox(ALL)).hasSize(1);
    }

    @Rule(
            value = "HF-AGN-03",
            says = "After a lost answer other sets are no repeat, nor are equal ones once they were answered.",
            needs = Needs.FAULTS)
    void whatIsNoRepeatIsWritten() {
        put(operation(ONE, 1));
        ChangeSet first = ChangeSet.of(event(ONE, "first"));
        ChangeSet same = ChangeSet.of(event(ONE, "same"));
        harness().loseNextAnswer();
        assertThatThrownBy(() -> writeAll(first))
                .as("a write whose answer is lost")
                .isInstanceOf(RuntimeException.class);
        writeAll(ChangeSet.of(event(ONE, "other"))).forEach(answer -> accepted(answer));
        assertThat(store().outbox(ALL)).as("events, with those of other sets").hasSize(2);
        harness().loseNextAnswer();
        assertThatThrownBy(() -> writeAll(same))
                .as("a write whose answer is lost")
                .isInstanceOf(RuntimeException.class);
        writeAll(same).forEach(answer -> accepted(answer));
        assertThat(store().outbox(ALL)).as("events after the repeat").hasSize(3);
        writeAll(same).forEach(answer -> accepted(answer));
        assertThat(store().outbox(ALL))
                .as("events after equal sets that are no repeat")
                .hasSize(4);
    }
}
