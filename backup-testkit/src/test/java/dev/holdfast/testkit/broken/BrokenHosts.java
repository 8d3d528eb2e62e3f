// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenEvidence.feeds;
import static dev.holdfast.testkit.broken.BrokenStore.refusals;
import static dev.holdfast.testkit.broken.BrokenStore.wrapped;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Store.Feed;
import dev.holdfast.spi.Store.Refused;
import dev.holdfast.testkit.kit.StoreHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Errors that show when several hosts write at once. */
final class BrokenHosts {
    private BrokenHosts() {}

    /** Two hosts that wait for each other, so that what may happen does. */
    private static final class Meeting {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch second = new CountDownLatch(1);

        void meet(boolean isFirst) {
            (isFirst ? first : second).countDown();
            try {
                if (!(isFirst ? second : first).await(5, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the other host never came");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Each harness begins with a meeting of its own. */
    private static BrokenStore meeting(String rule, String what, Function<Meeting, BrokenStore> of) {
        Supplier<StoreHarness> fresh = () -> of.apply(new Meeting()).harness().get();
        return BrokenStore.of(rule, what, fresh);
    }

    private static @Nullable Change first(List<ChangeSet> sets) {
        return sets.isEmpty() || sets.get(0).changes().isEmpty()
                ? null
                : sets.get(0).changes().get(0);
    }

    static List<BrokenStore> all() {
        return List.of(
                wrapped("HF-SHR-01", "loses each tenth count", store -> new ForwardingStore(store) {
                    private int writes;

                    @Override
                    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                        boolean counts = first(sets) instanceof Change.PutRecord put
                                && put.row().key().equals("count");
                        return counts && ++writes % 10 == 0
                                ? BrokenWrites.accepted(sets.size())
                                : good.write(epoch, sets);
                    }
                }),
                meeting(
                        "HF-SHR-02",
                        "gives one host every claim",
                        met -> wrapped("HF-SHR-02", "", store -> new ForwardingStore(store) {
                            private boolean first = true;

                            @Override
                            public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                                if (!(first(sets) instanceof Change.TakeClaim take)
                                        || !take.row().subject().equals("s")
                                        || !take.row().operation().value().matches("host-[01]")) {
                                    return good.write(epoch, sets);
                                }
                                boolean passes = take.row().operation().value().equals("host-1");
                                List<Change> changes = sets.get(0).changes();
                                List<@Nullable Refused> answers = good.write(
                                        epoch,
                                        List.of(new ChangeSet(passes ? changes.subList(1, changes.size()) : changes)));
                                if (first && answers.get(0) == null) {
                                    first = false;
                                    met.meet(passes);
                                }
                                return answers;
                            }
                        })),
                wrapped("HF-SHR-03", "removes an event too many", store -> new ForwardingStore(store) {
                    private long floor;

                    @Override
                    public List<EventRow> outbox(int limit) {
                        return good.outbox(limit).stream()
                                .filter(row -> row.sequence() > floor)
                                .toList();
                    }

                    @Override
                    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                        if (sets.size() == 1
                                && sets.get(0).changes().size() == 1
                                && sets.get(0).changes().get(0) instanceof Change.RemoveEvents gone
                                && gone.upTo() > 10
                                && gone.upTo() < Long.MAX_VALUE) {
                            floor = gone.upTo() + 1;
                        }
                        return good.write(epoch, sets);
                    }
                }),
                feeds(
                        "HF-SHR-04",
                        "says that it has told what is still to come",
                        (after, limit, right, good) -> limit == 5 && !right.more()
                                ? new Feed(right.upTo() + 1, right.operations(), right.steps(), false)
                                : right),
                wrapped("HF-SHR-05", "lists evidence of hosts out of its order", store -> new ForwardingStore(store) {
                    @Override
                    public List<EvidenceRow> evidence(long after, int limit) {
                        List<EvidenceRow> wrong = new ArrayList<>(good.evidence(after, limit));
                        if (wrong.size() > 100) {
                            wrong.add(50, wrong.remove(51));
                        }
                        return wrong;
                    }
                }),
                wrapped("HF-SHR-06", "shows a late state of an operation", store -> new ForwardingStore(store) {
                    @Override
                    public Optional<OperationRow> operation(OperationId id) {
                        return good.operation(id).filter(row -> row.version() < 15);
                    }
                }),
                wrapped("HF-SHR-07", "gives an epoch to two hosts", store -> new ForwardingStore(store) {
                    @Override
                    public long acquire(String installation, String host) {
                        long epoch = good.acquire(installation, host);
                        return host.equals("host-1") && epoch % 2 == 0 ? epoch - 1 : epoch;
                    }
                }),
                refusals(
                        "HF-SHR-08",
                        "says that hosts have written that are fenced",
                        (set, refused, epoch, good) -> refused.reason() == Refused.Reason.FENCED
                                        && set.changes().get(0) instanceof Change.PutRecord put
                                        && put.row().key().startsWith("host-")
                                ? null
                                : refused));
    }
}
