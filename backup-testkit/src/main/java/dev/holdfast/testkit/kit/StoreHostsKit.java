// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Feed;
import dev.holdfast.spi.Store.Refused;
import dev.holdfast.spi.Store.Refused.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Several hosts at once, each with a store and a thread of its own. */
abstract class StoreHostsKit extends StoreTopic {
    private static final int HOSTS = 4;
    private static final int TIMES = KitProof.FULL ? 1_000 : 60;

    /** How often a host may lose against others before nobody gets on. */
    private static final int TRIES = 1_000 * TIMES;

    /** What a host does. */
    interface Work {
        void run(Store store, long epoch, OperationId host) throws Exception;
    }

    /** Runs each on a thread of its own; passes on what they throw. */
    private static void together(List<Callable<Void>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            for (Future<Void> each : threads.invokeAll(all)) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Hosts that have joined, and one more thread that reads. */
    private void hosts(int many, Work work, Callable<Void> reader) throws Exception {
        List<Callable<Void>> all = new ArrayList<>(List.of(reader));
        for (int i = 0; i < many; i++) {
            Store store = another();
            OperationId host = new OperationId("host-" + i);
            long epoch = store.join(INSTALLATION, host.value());
            all.add(() -> {
                work.run(store, epoch, host);
                return null;
            });
        }
        together(all);
    }

    private void hosts(Work work) throws Exception {
        hosts(HOSTS, work, () -> null);
    }

    private static @Nullable Refused write(Store store, long epoch, Change... changes) {
        return answer(writeAs(store, epoch, ChangeSet.of(changes)), 0);
    }

    @Rule(
            value = "HF-SHR-01",
            says = "Hosts that count one record up by compare-and-set lose no count.",
            needs = Needs.SHARED)
    void noCountIsLost() throws Exception {
        hosts((store, epoch, host) -> {
            int tries = 0;
            for (int i = 0; i < TIMES; ) {
                assertThat(tries++).as("tries to count %s times", TIMES).isLessThan(TRIES);
                RecordRow row = store.record(Kind.PLAN, "count").orElse(null);
                long version = row == null ? 0 : row.version();
                long count = row == null ? 0 : row.body().whole("count");
                Payload.Fields body = Payload.Fields.EMPTY.with("count", count + 1);
                RecordRow next = new RecordRow(Kind.PLAN, "", "count", version + 1, body);
                Refused refused = write(store, epoch, new Change.PutRecord(next), event(host, "counted"));
                if (refused == null) {
                    i++;
                } else {
                    refused(Reason.CHANGED, refused);
                }
            }
        });
        Store store = another();
        assertThat(store.record(Kind.PLAN, "count")).hasValueSatisfying(row -> {
            assertThat(row.body().whole("count")).as("the count").isEqualTo((long) HOSTS * TIMES);
            assertThat(row.version()).as("its version").isEqualTo((long) HOSTS * TIMES);
        });
        assertThat(store.outbox(ALL)).as("events of the counts").hasSize(HOSTS * TIMES);
    }

    @Rule(
            value = "HF-SHR-02",
            says = "Of hosts that take the same exclusive claim one has it at a time.",
            needs = Needs.SHARED)
    void claimsExcludeHosts() throws Exception {
        hosts((store, epoch, host) -> {
            int tries = 0;
            for (int i = 0; i < TIMES / 4; ) {
                assertThat(tries++)
                        .as("tries to take a claim %s times", TIMES / 4)
                        .isLessThan(TRIES);
                Refused refused = write(store, epoch, take("s", Mode.EXCLUSIVE, host), event(host, "takes"));
                if (refused == null) {
                    accepted(write(store, epoch, new Change.FreeClaims(host), event(host, "frees")));
                    i++;
                } else {
                    refused(Reason.CLAIMED, refused);
                }
            }
        });
        Store store = another();
        assertThat(store.claims()).as("claims when all were freed").isEmpty();
        List<EventRow> all = store.outbox(ALL);
        assertThat(all).hasSize(2 * HOSTS * (TIMES / 4));
        for (int i = 0; i < all.size(); i += 2) {
            assertThat(all.get(i).body().text("text")).isEqualTo("takes");
            assertThat(all.get(i + 1).body().text("text")).isEqualTo("frees");
            assertThat(all.get(i + 1).operation())
                    .as("who frees what %s has taken", all.get(i).operation())
                    .isEqualTo(all.get(i).operation());
        }
    }

    @Rule(
            value = "HF-SHR-03",
            says = "Events that hosts add while others are read and removed are all read, each host's in order.",
            needs = Needs.SHARED)
    void noEventIsLost() throws Exception {
        Store reader = another();
        long epoch = reader.join(INSTALLATION, "reader");
        AtomicInteger working = new AtomicInteger(HOSTS);
        Map<OperationId, List<String>> read = new HashMap<>();
        hosts(
                HOSTS,
                (store, joined, host) -> {
                    try {
                        for (int i = 0; i < TIMES; i++) {
                            accepted(write(store, joined, event(host, "event " + i)));
                        }
                    } finally {
                        working.decrementAndGet();
                    }
                },
                () -> {
                    long rows = 0;
                    while (true) {
                        boolean last = working.get() == 0;
                        assertThat(rows).as("events that were read").isLessThanOrEqualTo((long) HOSTS * TIMES);
                        List<EventRow> page = reader.outbox(7);
                        rows += page.size();
                        for (EventRow row : page) {
                            read.computeIfAbsent(row.operation(), id -> new ArrayList<>())
                                    .add(row.body().text("text"));
                        }
                        if (!page.isEmpty()) {
                            long upTo = page.get(page.size() - 1).sequence();
                            accepted(write(reader, epoch, new Change.RemoveEvents(upTo)));
                        } else if (last) {
                            return null;
                        }
                    }
                });
        List<String> each =
                IntStream.range(0, TIMES).mapToObj(i -> "event " + i).toList();
        assertThat(read).as("events of hosts").hasSize(HOSTS);
        read.forEach(
                (host, events) -> assertThat(events).as("events of %s", host).isEqualTo(each));
    }

    @Rule(value = "HF-SHR-04", says = "Who follows the feed while hosts write misses no change.", needs = Needs.SHARED)
    void noChangeIsMissed() throws Exception {
        Store follower = another();
        AtomicInteger working = new AtomicInteger(HOSTS);
        Map<String, Long> told = new HashMap<>();
        hosts(
                HOSTS,
                (store, epoch, host) -> {
                    try {
                        for (int i = 1; i <= TIMES; i++) {
                            accepted(write(store, epoch, operation(host, i), step(host, i, 1)));
                        }
                    } finally {
                        working.decrementAndGet();
                    }
                },
                () -> {
                    long after = 0;
                    while (true) {
                        boolean last = working.get() == 0;
                        Feed page = follower.changes(after, 5);
                        page.operations().forEach(row -> told.put(row.id().value(), row.version()));
                        page.steps().forEach(row -> told.put(row.operation() + "/" + row.number(), row.version()));
                        assertThat(page.upTo() > after || !page.more())
                                .as("whether a page that is not the last gets on")
                                .isTrue();
                        after = page.upTo();
                        if (last && !page.more()) {
                            assertThat(after).as("where it ends").isEqualTo(follower.position());
                            return null;
                        }
                    }
                });
        Map<String, Long> expected = new HashMap<>();
        for (int h = 0; h < HOSTS; h++) {
            expected.put("host-" + h, (long) TIMES);
            for (int i = 1; i <= TIMES; i++) {
                expected.put("host-" + h + "/" + i, 1L);
            }
        }
        assertThat(told).as("the last that was told of each row").isEqualTo(expected);
    }

    @Rule(
            value = "HF-SHR-05",
            says = "Evidence that hosts add at once has no gaps, and its chain holds.",
            needs = Needs.SHARED)
    void evidenceOfHostsIsChained() throws Exception {
        hosts((store, epoch, host) -> {
            for (int i = 0; i < TIMES; i++) {
                accepted(write(store, epoch, evidence(host, "key", "entry " + i)));
            }
        });
        Store store = another();
        List<EvidenceRow> all = store.evidence(0, ALL);
        assertThat(all).hasSize(HOSTS * TIMES);
        StoreEvidenceKit.chained(all);
        List<String> each =
                IntStream.range(0, TIMES).mapToObj(i -> "entry " + i).toList();
        for (int h = 0; h < HOSTS; h++) {
            assertThat(store.evidence(new OperationId("host-" + h)).stream()
                            .map(row -> row.body().text("text")))
                    .as("evidence of host %s", h)
                    .isEqualTo(each);
        }
    }

    @Rule(
            value = "HF-SHR-06",
            says = "What one host has written all others read as soon as the write returns.",
            needs = Needs.SHARED)
    void othersReadAtOnce() {
        Store one = another();
        Store two = another();
        long epoch = one.join(INSTALLATION, "one");
        assertThat(two.join(INSTALLATION, "two")).isEqualTo(epoch);
        for (int i = 1; i <= 20; i++) {
            Store writer = i % 2 == 0 ? one : two;
            Store reader = i % 2 == 0 ? two : one;
            accepted(write(writer, epoch, operation(ONE, i), step(ONE, i, 1), point("g", "k" + (i + 100))));
            assertThat(contents(reader)).as("what the other reads").isEqualTo(contents(writer));
            assertThat(reader.operation(ONE).map(row -> row.version())).contains((long) i);
            assertThat(reader.position()).isEqualTo(writer.position());
            assertThat(reader.changes(0, ALL)).isEqualTo(writer.changes(0, ALL));
        }
    }

    @Rule(
            value = "HF-SHR-07",
            says = "Hosts that acquire at once get different epochs, and only the greatest may write.",
            needs = Needs.SHARED)
    void epochsAreGivenOnce() throws Exception {
        Set<Long> given = Collections.synchronizedSet(new LinkedHashSet<>());
        List<Callable<Void>> all = new ArrayList<>();
        for (int h = 0; h < HOSTS; h++) {
            Store store = another();
            String host = "host-" + h;
            all.add(() -> {
                long before = 0;
                for (int i = 0; i < TIMES / 4; i++) {
                    long epoch = store.acquire(INSTALLATION, host);
                    assertThat(epoch).as("the next epoch of %s", host).isGreaterThan(before);
                    assertThat(given.add(epoch))
                            .as("epoch %s is given once", epoch)
                            .isTrue();
                    before = epoch;
                }
                return null;
            });
        }
        together(all);
        Store store = another();
        long greatest = given.stream().mapToLong(Long::longValue).max().orElseThrow();
        for (long epoch : given) {
            Refused refused = write(store, epoch, event(ONE, "epoch " + epoch));
            if (epoch == greatest) {
                accepted(refused);
            } else {
                refused(Reason.FENCED, refused);
            }
        }
    }

    @Rule(
            value = "HF-SHR-08",
            says = "Once a host has acquired the store no write of those before it comes through.",
            needs = Needs.SHARED)
    void nothingComesThroughAFence() throws Exception {
        Store later = another();
        AtomicBoolean fenced = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        AtomicInteger working = new AtomicInteger(HOSTS);
        List<Long> counts = new ArrayList<>();
        hosts(
                HOSTS,
                (store, epoch, host) -> {
                    try {
                        for (int i = 0; ; i++) {
                            boolean late = fenced.get();
                            Refused refused = write(store, epoch, point(host.value(), host + "-" + i));
                            if (refused != null) {
                                refused(Reason.FENCED, refused);
                                return;
                            }
                            assertThat(late)
                                    .as("a write that began when the store was acquired")
                                    .isFalse();
                            written.incrementAndGet();
                        }
                    } finally {
                        working.decrementAndGet();
                    }
                },
                () -> {
                    while (written.get() < TIMES && working.get() > 0) {
                        Thread.onSpinWait();
                    }
                    try {
                        later.acquire(INSTALLATION, "later");
                    } finally {
                        fenced.set(true);
                    }
                    counts.add((long) later.records(Kind.POINT, null, null, ALL).size());
                    return null;
                });
        counts.add((long) later.records(Kind.POINT, null, null, ALL).size());
        assertThat(counts.get(1)).as("points when all hosts have ended").isEqualTo(counts.get(0));
        assertThat(counts.get(1)).as("points against writes that were accepted").isEqualTo((long) written.get());
    }
}
