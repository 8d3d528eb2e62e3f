// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenStore.changes;
import static dev.holdfast.testkit.broken.BrokenStore.sets;
import static dev.holdfast.testkit.broken.BrokenStore.wrapped;
import static dev.holdfast.testkit.broken.BrokenStore.writes;

import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Feed;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errors in the feed, in evidence and in what is forgotten. */
final class BrokenEvidence {
    private BrokenEvidence() {}

    static List<BrokenStore> all() {
        List<BrokenStore> all = new ArrayList<>();
        all.addAll(fed());
        all.addAll(kept());
        all.addAll(forgotten());
        return all;
    }

    interface Feeds {
        Feed changes(long after, int limit, Feed right, Store good);
    }

    static BrokenStore feeds(String rule, String what, Feeds twist) {
        return wrapped(rule, what, store -> new ForwardingStore(store) {
            @Override
            public Feed changes(long after, int limit) {
                return twist.changes(after, limit, good.changes(after, limit), good);
            }
        });
    }

    private static List<BrokenStore> fed() {
        return List.of(
                wrapped("HF-FED-01", "does not count the fifth write", store -> new ForwardingStore(store) {
                    @Override
                    public long position() {
                        return good.position() == 5 ? 4 : good.position();
                    }
                }),
                feeds("HF-FED-02", "tells operations by their ids", (after, limit, right, good) -> {
                    List<OperationRow> sorted = new ArrayList<>(right.operations());
                    sorted.sort(Comparator.comparing(OperationRow::id));
                    return new Feed(right.upTo(), sorted, right.steps(), right.more());
                }),
                feeds(
                        "HF-FED-03",
                        "parts the rows of a write",
                        (after, limit, right, good) -> right.steps().size() > limit
                                ? new Feed(
                                        right.upTo(),
                                        right.operations(),
                                        right.steps().subList(0, limit),
                                        right.more())
                                : right),
                wrapped("HF-FED-04", "tells of what was forgotten", store -> new ForwardingStore(store) {
                    private final List<OperationRow> gone = new ArrayList<>();

                    @Override
                    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                        sets.forEach(set -> set.changes().forEach(change -> {
                            if (change instanceof Change.Forget forget) {
                                good.operation(forget.operation()).ifPresent(gone::add);
                            }
                        }));
                        return good.write(epoch, sets);
                    }

                    @Override
                    public Feed changes(long after, int limit) {
                        Feed right = good.changes(after, limit);
                        List<OperationRow> wrong = new ArrayList<>(right.operations());
                        wrong.addAll(gone);
                        return new Feed(right.upTo(), wrong, right.steps(), right.more());
                    }
                }),
                feeds(
                        "HF-FED-05",
                        "passes over a write between pages",
                        (after, limit, right, good) -> limit == 3 && right.more()
                                ? new Feed(right.upTo() + 1, right.operations(), right.steps(), true)
                                : right));
    }

    private static List<BrokenStore> kept() {
        return List.of(
                wrapped("HF-EVD-01", "loses the place of an entry", store -> new ForwardingStore(store) {
                    @Override
                    public List<EvidenceRow> evidence(long after, int limit) {
                        List<EvidenceRow> wrong = new ArrayList<>(good.evidence(after, limit));
                        if (wrong.size() == 4) {
                            EvidenceRow row = wrong.get(3);
                            wrong.set(
                                    3,
                                    EvidenceRow.after(
                                            4, row.previous(), row.operation(), row.requestKey(), row.body()));
                        }
                        return wrong;
                    }
                }),
                wrapped("HF-EVD-02", "finds the oldest evidence of a key", store -> new ForwardingStore(store) {
                    @Override
                    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
                        return good.evidence(0, Integer.MAX_VALUE).stream()
                                .filter(row -> requestKey.equals(row.requestKey()))
                                .findFirst();
                    }
                }));
    }

    private static List<BrokenStore> forgotten() {
        return List.of(
                sets("HF-FGT-01", "forgets what is paused", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>();
                    for (Change change : changes) {
                        if (change instanceof Change.Forget forget) {
                            good.operation(forget.operation())
                                    .filter(row -> row.state() == OperationState.PAUSED)
                                    .ifPresent(row -> wrong.add(new Change.PutOperation(new OperationRow(
                                            row.id(),
                                            row.version() + 1,
                                            row.requestKey(),
                                            OperationState.CANCELLED,
                                            row.nextStep(),
                                            row.body()))));
                        }
                        wrong.add(change);
                    }
                    return wrong;
                }),
                sets("HF-FGT-02", "keeps the claims of what it forgets", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>(changes);
                    for (Change change : changes) {
                        if (change instanceof Change.Forget forget && changes.size() == 1) {
                            good.claims().stream()
                                    .filter(held -> held.operation().equals(forget.operation()))
                                    .forEach(held -> wrong.add(new Change.TakeClaim(held)));
                        }
                    }
                    return wrong;
                }),
                writes("HF-FGT-03", "refuses to forget what is not there", (epoch, sets, good) -> {
                    boolean unknown = sets.size() == 1
                            && sets.get(0).changes().size() == 1
                            && sets.get(0).changes().get(0) instanceof Change.Forget forget
                            && good.operation(forget.operation()).isEmpty();
                    return unknown
                            ? List.of(new Refused(Refused.Reason.UNMET, "it is not there"))
                            : good.write(epoch, sets);
                }),
                changes("HF-FGT-04", "gives the key of a forgotten operation away", (change, good) -> {
                            if (change instanceof Change.PutOperation put
                                    && put.row().requestKey() != null
                                    && good.operationByKey(put.row().requestKey())
                                            .isEmpty()
                                    && good.evidenceByKey(put.row().requestKey())
                                            .isPresent()) {
                                OperationRow row = put.row();
                                return new Change.PutOperation(new OperationRow(
                                        row.id(), row.version(), null, row.state(), row.nextStep(), row.body()));
                            }
                            return change;
                        })
                        .and("HF-ARC-05"),
                wrapped("HF-FGT-05", "keeps every key for good", store -> new ForwardingStore(store) {
                    private final Map<String, String> keys = new HashMap<>();

                    @Override
                    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                        for (ChangeSet set : sets) {
                            for (Change change : set.changes()) {
                                if (change instanceof Change.PutOperation put
                                        && put.row().requestKey() != null) {
                                    String holder = keys.putIfAbsent(
                                            put.row().requestKey(),
                                            put.row().id().value());
                                    if (holder != null
                                            && !holder.equals(put.row().id().value())) {
                                        List<@Nullable Refused> all = BrokenWrites.accepted(sets.size());
                                        all.set(0, new Refused(Refused.Reason.KEY_TAKEN, "it was of " + holder));
                                        return all;
                                    }
                                }
                            }
                        }
                        return good.write(epoch, sets);
                    }
                }));
    }
}
