// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.BrokenStore.wrapped;

import dev.holdfast.failure.BackupException;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Feed;
import dev.holdfast.spi.StoredRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Errors in exports and imports. */
final class BrokenArchives {
    private BrokenArchives() {}

    interface Imports {
        void read(Iterator<StoredRow> rows, Store good);
    }

    private static BrokenStore imports(String rule, String what, Imports twist) {
        return wrapped(rule, what, store -> new ForwardingStore(store) {
            @Override
            public void importFrom(Iterator<StoredRow> rows) {
                twist.read(rows, good);
            }
        });
    }

    interface Exports {
        void write(Consumer<StoredRow> rows, Store good);
    }

    private static BrokenStore exports(String rule, String what, Exports twist) {
        return wrapped(rule, what, store -> new ForwardingStore(store) {
            @Override
            public void exportTo(Consumer<StoredRow> rows) {
                twist.write(rows, good);
            }
        });
    }

    static List<BrokenStore> all() {
        return List.of(
                exports(
                        "HF-ARC-01",
                        "exports each record as if it was new",
                        (rows, good) -> good.exportTo(row -> rows.accept(
                                row instanceof RecordRow each && each.kind() == Kind.LEARNED
                                        ? BrokenWrites.at(each, 1)
                                        : row))),
                imports("HF-ARC-02", "opens a store whose archive was cut", (rows, good) -> {
                    try {
                        good.importFrom(rows);
                    } catch (BackupException e) {
                        if (e.failure().why().contains("cut")) {
                            good.acquire("kit", "import");
                        }
                        throw e;
                    }
                }),
                imports("HF-ARC-03", "overlooks that a store was opened", (rows, good) -> {
                    try {
                        good.importFrom(rows);
                    } catch (BackupException e) {
                        if (!e.failure().why().contains("'other'")) {
                            throw e;
                        }
                    }
                }),
                imports("HF-ARC-04", "overlooks that evidence was changed", (rows, good) -> {
                    try {
                        good.importFrom(rows);
                    } catch (BackupException e) {
                        if (!e.failure().why().contains("evidence 2")) {
                            throw e;
                        }
                    }
                }),
                wrapped("HF-ARC-05", "tells nothing of what was imported", store -> new ForwardingStore(store) {
                    private boolean imported;

                    @Override
                    public void importFrom(Iterator<StoredRow> rows) {
                        good.importFrom(rows);
                        imported = true;
                    }

                    @Override
                    public Feed changes(long after, int limit) {
                        return imported
                                ? new Feed(good.position(), List.<OperationRow>of(), List.<StepRow>of(), false)
                                : good.changes(after, limit);
                    }
                }),
                imports(
                        "HF-ARC-06",
                        "passes over rows that are there twice",
                        (rows, good) -> good.importFrom(once(rows))),
                exports("HF-ARC-07", "gathers all rows before it hands them out", (rows, good) -> {
                    List<StoredRow> all = new ArrayList<>();
                    good.exportTo(all::add);
                    all.forEach(rows);
                }),
                exports("HF-ARC-08", "exports two moments", (rows, good) -> {
                    long position = good.position();
                    if (position <= 20) {
                        good.exportTo(rows);
                        return;
                    }
                    good.exportTo(row -> {
                        if (!(row instanceof RecordRow)) {
                            rows.accept(row);
                        }
                    });
                    for (int i = 0; good.position() == position && i < 100_000_000; i++) {
                        Thread.onSpinWait();
                    }
                    good.exportTo(row -> {
                        if (row instanceof RecordRow) {
                            rows.accept(row);
                        }
                    });
                }));
    }

    /** The same rows without those that are equal to the one before. */
    private static Iterator<StoredRow> once(Iterator<StoredRow> rows) {
        return new Iterator<>() {
            private @Nullable StoredRow last;
            private @Nullable StoredRow next;

            @Override
            public boolean hasNext() {
                while (next == null && rows.hasNext()) {
                    StoredRow row = rows.next();
                    next = row.equals(last) ? null : row;
                    last = row;
                }
                return next != null;
            }

            @Override
            public StoredRow next() {
                if (!hasNext() || next == null) {
                    throw new NoSuchElementException();
                }
                StoredRow row = next;
                next = null;
                return row;
            }
        };
    }
}
