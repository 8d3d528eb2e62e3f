// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenStore.changes;
import static dev.holdfast.testkit.broken.BrokenStore.refusals;
import static dev.holdfast.testkit.broken.BrokenStore.sets;
import static dev.holdfast.testkit.broken.BrokenStore.wrapped;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Errors in compare-and-set, in epochs and in claims. */
final class BrokenWrites {
    private BrokenWrites() {}

    static List<BrokenStore> all() {
        List<BrokenStore> all = new ArrayList<>();
        all.addAll(compared());
        all.addAll(fenced());
        all.addAll(claimed());
        return all;
    }

    static Payload.Fields body(String text) {
        return Payload.Fields.EMPTY.with("text", text);
    }

    static RecordRow at(RecordRow row, long version) {
        return new RecordRow(row.kind(), row.group(), row.key(), version, row.body());
    }

    /** Spoils a change that is a set by itself. */
    private static BrokenStore alone(String rule, String what, BrokenStore.Changes twist) {
        return sets(rule, what, (changes, good) -> {
            Change now = changes.size() == 1 ? twist.twist(changes.get(0), good) : null;
            return now == null ? changes : List.of(now);
        });
    }

    private static List<BrokenStore> compared() {
        return List.of(
                alone("HF-CAS-01", "writes an operation over the version before the last", (change, good) -> {
                            if (change instanceof Change.PutOperation put) {
                                OperationRow row = put.row();
                                long stored = good.operation(row.id())
                                        .map(OperationRow::version)
                                        .orElse(0L);
                                return row.version() == stored + 2
                                        ? new Change.PutOperation(new OperationRow(
                                                row.id(),
                                                stored + 1,
                                                row.requestKey(),
                                                row.state(),
                                                row.nextStep(),
                                                row.body()))
                                        : change;
                            }
                            return change;
                        })
                        .and("HF-SET-02"),
                alone("HF-CAS-02", "writes a step over the version before the last", (change, good) -> {
                    if (change instanceof Change.PutStep put) {
                        StepRow row = put.row();
                        long stored = good.step(row.operation(), row.number())
                                .map(StepRow::version)
                                .orElse(0L);
                        return row.version() == stored + 2
                                ? new Change.PutStep(new StepRow(
                                        row.operation(),
                                        row.number(),
                                        stored + 1,
                                        row.state(),
                                        row.generation(),
                                        row.node(),
                                        row.progress()))
                                : change;
                    }
                    return change;
                }),
                changes("HF-CAS-03", "writes a point over the version before the last", (change, good) -> {
                    if (change instanceof Change.PutRecord put && put.row().kind() == Kind.POINT) {
                        RecordRow row = put.row();
                        long stored = good.record(row.kind(), row.key())
                                .map(RecordRow::version)
                                .orElse(0L);
                        return row.version() == stored + 2 ? new Change.PutRecord(at(row, stored + 1)) : change;
                    }
                    return change;
                }),
                changes("HF-CAS-04", "keeps the body of a record of version 0", (change, good) -> {
                            if (change instanceof Change.PutRecord put
                                    && put.row().version() == 0) {
                                RecordRow row = put.row();
                                Optional<RecordRow> stored = good.record(row.kind(), row.key());
                                return new Change.PutRecord(new RecordRow(
                                        row.kind(),
                                        row.group(),
                                        row.key(),
                                        0,
                                        stored.map(RecordRow::body).orElse(row.body())));
                            }
                            return change;
                        })
                        .and("HF-TXT-02"),
                changes(
                                "HF-CAS-05",
                                "removes no plans",
                                (change, good) -> change instanceof Change.RemoveRecord gone && gone.kind() == Kind.PLAN
                                        ? null
                                        : change)
                        .and("HF-SET-04"),
                changes("HF-CAS-06", "loses the node of a step that is written without it", (change, good) -> {
                    if (change instanceof Change.PutStep put
                            && put.row().node().fields().isEmpty()) {
                        StepRow row = put.row();
                        return new Change.PutStep(new StepRow(
                                row.operation(),
                                row.number(),
                                row.version(),
                                row.state(),
                                row.generation(),
                                body("lost"),
                                row.progress()));
                    }
                    return change;
                }),
                wrapped("HF-CAS-07", "reads secrets as texts", store -> new ForwardingStore(store) {
                    @Override
                    public Optional<OperationRow> operation(OperationId id) {
                        return good.operation(id)
                                .map(row -> row.body().get("hidden") instanceof Payload.Hidden hidden
                                        ? new OperationRow(
                                                id,
                                                row.version(),
                                                row.requestKey(),
                                                row.state(),
                                                row.nextStep(),
                                                row.body().with("hidden", hidden.value()))
                                        : row);
                    }
                }));
    }

    private static List<BrokenStore> fenced() {
        return List.of(
                wrapped("HF-FEN-01", "gives an epoch again", store -> new ForwardingStore(store) {
                    @Override
                    public long acquire(String installation, String host) {
                        long epoch = good.acquire(installation, host);
                        return host.equals("b") ? epoch - 1 : epoch;
                    }
                }),
                refusals(
                                "HF-FEN-02",
                                "says that points of a fenced host are written",
                                (set, refused, epoch, good) -> refused.reason() == Refused.Reason.FENCED
                                                && set.changes().get(0) instanceof Change.PutRecord
                                        ? null
                                        : refused)
                        .and("HF-SHR-08"),
                wrapped(
                        "HF-FEN-03",
                        "fences who has joined when another one joins",
                        store -> new ForwardingStore(store) {
                            @Override
                            public long join(String installation, String host) {
                                return host.equals("c")
                                        ? good.acquire(installation, host)
                                        : good.join(installation, host);
                            }
                        }),
                wrapped("HF-FEN-04", "lets any installation in", store -> new ForwardingStore(store) {
                            @Override
                            public long acquire(String installation, String host) {
                                return good.acquire(installation.equals("stranger") ? "kit" : installation, host);
                            }
                        })
                        .and("HF-ARC-05"));
    }

    private static List<BrokenStore> claimed() {
        return List.of(
                refusals(
                        "HF-CLM-01",
                        "does not say who holds a claim",
                        (set, refused, epoch, good) -> refused.reason() == Refused.Reason.CLAIMED
                                        && set.changes().get(0) instanceof Change.TakeClaim
                                ? new Refused(Refused.Reason.CLAIMED, "it is claimed")
                                : refused),
                sets("HF-CLM-02", "takes an exclusive claim from those who share it", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>();
                    for (Change change : changes) {
                        if (change instanceof Change.TakeClaim take
                                && take.row().mode() == Mode.EXCLUSIVE
                                && take.row().operation().value().equals("op-3")) {
                            for (ClaimRow held : good.claims()) {
                                if (held.subject().equals(take.row().subject()) && held.mode() == Mode.SHARED) {
                                    wrong.add(new Change.FreeClaim(held.subject(), held.operation()));
                                }
                            }
                        }
                        wrong.add(change);
                    }
                    return wrong;
                }),
                sets("HF-CLM-03", "frees all claims of an operation at the end of a set", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>(changes);
                    wrong.removeIf(Change.FreeClaims.class::isInstance);
                    changes.stream().filter(Change.FreeClaims.class::isInstance).forEach(wrong::add);
                    return wrong;
                }),
                changes("HF-CLM-04", "keeps the mode of a claim", (change, good) -> {
                    boolean again = change instanceof Change.TakeClaim take
                            && good.claims().stream()
                                    .anyMatch(held ->
                                            held.subject().equals(take.row().subject())
                                                    && held.operation()
                                                            .equals(take.row().operation()));
                    return again ? null : change;
                }),
                changes("HF-CLM-05", "overlooks claims that are shared", (change, good) -> {
                    boolean shared = change instanceof Change.RequireUnclaimed require
                            && good.claims().stream()
                                    .noneMatch(held ->
                                            held.subject().equals(require.subject()) && held.mode() == Mode.EXCLUSIVE);
                    return shared ? null : change;
                }),
                wrapped("HF-CLM-06", "lists claims the other way round", store -> new ForwardingStore(store) {
                    @Override
                    public List<ClaimRow> claims() {
                        List<ClaimRow> wrong = new ArrayList<>(good.claims());
                        if (wrong.size() == 5) {
                            Collections.reverse(wrong);
                        }
                        return wrong;
                    }
                }),
                sets("HF-CLM-07", "frees a claim of whoever holds it", (changes, good) -> {
                    List<Change> wrong = new ArrayList<>();
                    for (Change change : changes) {
                        if (change instanceof Change.FreeClaim free) {
                            Set<OperationId> holders = new HashSet<>();
                            good.claims().stream()
                                    .filter(held -> held.subject().equals(free.subject()))
                                    .forEach(held -> holders.add(held.operation()));
                            if (!holders.contains(free.operation())) {
                                holders.forEach(other -> wrong.add(new Change.FreeClaim(free.subject(), other)));
                            }
                        }
                        wrong.add(change);
                    }
                    return wrong;
                }));
    }

    /** For those who answer several sets: what a good store would have said of sets that it never saw. */
    static List<@Nullable Refused> accepted(int many) {
        return new ArrayList<>(Collections.nCopies(many, null));
    }
}
