// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenStore.changes;
import static dev.holdfast.testkit.broken.BrokenStore.refusals;
import static dev.holdfast.testkit.broken.BrokenStore.sets;
import static dev.holdfast.testkit.broken.BrokenStore.wrapped;
import static dev.holdfast.testkit.broken.BrokenStore.writes;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors in how sets are written, and under which conditions. */
final class BrokenSets {
    private BrokenSets() {}

    static List<BrokenStore> all() {
        return List.of(
                writes("HF-SET-01", "leaves the evidence of a set that it refuses", (epoch, sets, good) -> {
                            List<@Nullable Refused> answers = good.write(epoch, sets);
                            for (int i = 0; i < answers.size(); i++) {
                                if (answers.get(i) != null) {
                                    List<Change> left = sets.get(i).changes().stream()
                                            .filter(Change.AddEvidence.class::isInstance)
                                            .toList();
                                    if (!left.isEmpty()) {
                                        good.write(epoch, List.of(new ChangeSet(left)));
                                    }
                                }
                            }
                            return answers;
                        })
                        .and("HF-EVD-01"),
                writes("HF-SET-02", "answers sets in another order", (epoch, sets, good) -> {
                    List<@Nullable Refused> answers = new ArrayList<>(good.write(epoch, sets));
                    if (sets.size() == 5) {
                        Collections.reverse(answers);
                        Collections.swap(answers, 0, 1);
                    }
                    return answers;
                }),
                writes("HF-SET-03", "writes the last set of several first", (epoch, sets, good) -> {
                    if (sets.size() != 6) {
                        return good.write(epoch, sets);
                    }
                    List<ChangeSet> other = new ArrayList<>(sets);
                    Collections.rotate(other, 1);
                    List<@Nullable Refused> answers = new ArrayList<>(good.write(epoch, other));
                    Collections.rotate(answers, -1);
                    return answers;
                }),
                sets("HF-SET-04", "passes over what a set writes again", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>();
                    for (Change change : changes) {
                        if (!(change instanceof Change.PutRecord) || !wrong.contains(change)) {
                            wrong.add(change);
                        }
                    }
                    return wrong;
                }),
                changes(
                        "HF-SET-05",
                        "never minds that a record is there",
                        (change, good) -> change instanceof Change.RequireRecord require && require.version() == 0
                                ? null
                                : change),
                changes("HF-SET-06", "lets an earlier turn write", (change, good) -> {
                    boolean earlier = change instanceof Change.RequireTurn require
                            && good.record(Kind.LANE, require.lane())
                                            .map(RecordRow::version)
                                            .orElse(0L)
                                    > require.turn();
                    return earlier ? null : change;
                }),
                refusals(
                        "HF-SET-07",
                        "calls a key that is taken a change",
                        (set, refused, epoch, good) -> refused.what().contains("nightly")
                                ? new Refused(Refused.Reason.CHANGED, refused.what())
                                : refused),
                changes(
                        "HF-SET-08",
                        "keeps a wake as an event",
                        (change, good) -> change instanceof Change.Wake wake
                                ? new Change.AddEvent(new OperationId("wake"), BrokenWrites.body(wake.lane()))
                                : change),
                writes("HF-SET-09", "writes no more than 500 sets", (epoch, sets, good) -> {
                            int many = Math.min(500, sets.size());
                            List<@Nullable Refused> answers = new ArrayList<>(good.write(epoch, sets.subList(0, many)));
                            answers.addAll(BrokenWrites.accepted(sets.size() - many));
                            return answers;
                        })
                        .and("HF-BIG-01"),
                wrapped("HF-SET-10", "takes equal sets for a repeat", store -> new ForwardingStore(store) {
                    private List<ChangeSet> last = List.of();

                    @Override
                    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                        boolean again = sets.equals(last)
                                && !sets.isEmpty()
                                && !sets.get(0).changes().isEmpty()
                                && sets.get(0).changes().get(0) instanceof Change.AddEvent;
                        last = sets;
                        return again ? BrokenWrites.accepted(sets.size()) : good.write(epoch, sets);
                    }
                }));
    }
}
