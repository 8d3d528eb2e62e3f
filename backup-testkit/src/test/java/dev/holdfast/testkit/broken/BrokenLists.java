// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenStore.changes;
import static dev.holdfast.testkit.broken.BrokenStore.wrapped;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errors in lists and pages, in the outbox and in texts. */
final class BrokenLists {
    private BrokenLists() {}

    static List<BrokenStore> all() {
        List<BrokenStore> all = new ArrayList<>();
        all.addAll(paged());
        all.addAll(listed());
        all.addAll(texts());
        return all;
    }

    interface Pages {
        List<RecordRow> records(Kind kind, @Nullable String group, @Nullable String after, int limit, Store good);
    }

    private static BrokenStore records(String rule, String what, Pages twist) {
        return wrapped(rule, what, store -> new ForwardingStore(store) {
            @Override
            public List<RecordRow> records(Kind kind, @Nullable String group, @Nullable String after, int limit) {
                return twist.records(kind, group, after, limit, good);
            }
        });
    }

    private static List<BrokenStore> paged() {
        return List.of(
                records(
                        "HF-PAG-01",
                        "begins anew after a key that is not there",
                        (kind, group, after, limit, good) ->
                                after != null && good.record(kind, after).isEmpty()
                                        ? good.records(kind, group, limit == 2 ? null : after, limit)
                                        : good.records(kind, group, after, limit)),
                records(
                                "HF-PAG-02",
                                "finds groups of a letter whatever its case",
                                (kind, group, after, limit, good) -> {
                                    if (group == null || group.length() != 1) {
                                        return good.records(kind, group, after, limit);
                                    }
                                    return good.records(kind, null, after, Integer.MAX_VALUE).stream()
                                            .filter(row -> row.group().equalsIgnoreCase(group))
                                            .limit(limit)
                                            .toList();
                                })
                        .and("HF-TXT-03"),
                wrapped("HF-PAG-03", "counts rows to find the next page", store -> new ForwardingStore(store) {
                    private final Map<String, Integer> shown = new HashMap<>();

                    @Override
                    public List<RecordRow> records(
                            Kind kind, @Nullable String group, @Nullable String after, int limit) {
                        if (limit != 7) {
                            return good.records(kind, group, after, limit);
                        }
                        String which = kind + "/" + group;
                        int from = after == null ? 0 : shown.getOrDefault(which, 0);
                        List<RecordRow> page = good.records(kind, group, null, Integer.MAX_VALUE).stream()
                                .skip(from)
                                .limit(limit)
                                .toList();
                        shown.put(which, from + page.size());
                        return page;
                    }
                }),
                records("HF-PAG-04", "sorts a page as people do", (kind, group, after, limit, good) -> {
                    List<RecordRow> page = new ArrayList<>(good.records(kind, group, after, limit));
                    if (good.record(kind, "aB").isPresent()) {
                        page.sort(Comparator.comparing(RecordRow::key, String.CASE_INSENSITIVE_ORDER));
                    }
                    return page;
                }),
                records("HF-BIG-02", "reads all rows for a page", (kind, group, after, limit, good) -> {
                    List<RecordRow> all = new ArrayList<>(good.records(kind, group, after, Integer.MAX_VALUE));
                    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
                }));
    }

    private static List<BrokenStore> listed() {
        return List.of(
                wrapped("HF-PAG-05", "lists what was undone as open", store -> new ForwardingStore(store) {
                    @Override
                    public List<OperationRow> openOperations() {
                        List<OperationRow> wrong = new ArrayList<>(good.openOperations());
                        good.recentOperations(Integer.MAX_VALUE).stream()
                                .filter(row -> row.state() == OperationState.UNDONE)
                                .forEach(wrong::add);
                        wrong.sort(Comparator.comparing(OperationRow::id));
                        return wrong;
                    }
                }),
                wrapped("HF-PAG-06", "sorts the numbers of steps as texts", store -> new ForwardingStore(store) {
                    @Override
                    public List<StepRow> steps(OperationId operation) {
                        List<StepRow> wrong = new ArrayList<>(good.steps(operation));
                        if (wrong.size() == 4) {
                            wrong.sort(Comparator.comparing(row -> String.valueOf(row.number())));
                        }
                        return wrong;
                    }
                }),
                wrapped("HF-BIG-01", "lists no more than 1,000 steps", store -> new ForwardingStore(store) {
                    @Override
                    public List<StepRow> steps(OperationId operation) {
                        return good.steps(operation).stream().limit(1_000).toList();
                    }
                }),
                wrapped("HF-OUT-01", "hands the newest events out first", store -> new ForwardingStore(store) {
                    @Override
                    public List<EventRow> outbox(int limit) {
                        List<EventRow> all = new ArrayList<>(good.outbox(Integer.MAX_VALUE));
                        if (all.size() == 20) {
                            Collections.reverse(all);
                        }
                        return all.subList(0, Math.min(limit, all.size()));
                    }
                }),
                wrapped("HF-OUT-02", "numbers events by their place", store -> new ForwardingStore(store) {
                            @Override
                            public List<EventRow> outbox(int limit) {
                                List<EventRow> wrong = new ArrayList<>();
                                for (EventRow row : good.outbox(limit)) {
                                    wrong.add(new EventRow(wrong.size() + 1, row.operation(), row.body()));
                                }
                                return wrong;
                            }

                            @Override
                            public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                                List<ChangeSet> wrong = new ArrayList<>();
                                for (ChangeSet set : sets) {
                                    wrong.add(new ChangeSet(set.changes().stream()
                                            .map(this::numbered)
                                            .toList()));
                                }
                                return good.write(epoch, wrong);
                            }

                            private Change numbered(Change change) {
                                if (change instanceof Change.RemoveEvents gone) {
                                    List<EventRow> all = good.outbox((int) Math.min(gone.upTo(), Integer.MAX_VALUE));
                                    return new Change.RemoveEvents(
                                            all.isEmpty()
                                                    ? 0
                                                    : all.get(all.size() - 1).sequence());
                                }
                                return change;
                            }
                        })
                        .and("HF-ARC-05"));
    }

    private static Payload.Fields text(Payload.Fields body, String text) {
        return body.with("text", text);
    }

    private static Change replaced(Change change, String what, String by) {
        if (change instanceof Change.PutRecord put && put.row().body().get("text") instanceof Payload.Text text) {
            RecordRow row = put.row();
            return new Change.PutRecord(new RecordRow(
                    row.kind(),
                    row.group(),
                    row.key(),
                    row.version(),
                    text(row.body(), text.value().replace(what, by))));
        }
        return change;
    }

    private static List<BrokenStore> texts() {
        return List.of(
                changes("HF-TXT-01", "changes the ends of lines", (change, good) -> replaced(change, "\u2028", "\n")),
                changes(
                        "HF-TXT-02",
                        "leaves out what it cannot keep",
                        (change, good) -> replaced(change, "\u0000", "")),
                wrapped("HF-TXT-03", "finds request keys whatever their case", store -> new ForwardingStore(store) {
                    @Override
                    public Optional<OperationRow> operationByKey(String requestKey) {
                        return good.operationByKey(requestKey.equals("E") ? "e" : requestKey);
                    }
                }),
                changes("HF-TXT-04", "cuts values at 64 KiB", (change, good) -> {
                    if (change instanceof Change.PutRecord put
                            && put.row().body().get("text") instanceof Payload.Text text
                            && text.value().length() > 1 << 16) {
                        RecordRow row = put.row();
                        return new Change.PutRecord(new RecordRow(
                                row.kind(),
                                row.group(),
                                row.key(),
                                row.version(),
                                text(row.body(), text.value().substring(0, 1 << 16))));
                    }
                    return change;
                }));
    }
}
