// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.kit.InMemoryHarness;
import dev.holdfast.testkit.kit.LogFlaw;
import dev.holdfast.testkit.kit.LogHarness;
import dev.holdfast.testkit.kit.StoreHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store with one error.
 *
 * @param rule the rule that it breaks
 * @param what what it does wrong
 * @param harness makes a harness for it
 * @param also other rules that it cannot help breaking too
 * @param deviations rules that it does not keep without the error either
 */
record BrokenStore(
        String rule, String what, Supplier<StoreHarness> harness, Set<String> also, Map<String, String> deviations) {
    @Override
    public String toString() {
        return rule + " " + what;
    }

    BrokenStore and(String... rules) {
        return new BrokenStore(rule, what, harness, Set.of(rules), deviations);
    }

    static BrokenStore of(String rule, String what, Supplier<StoreHarness> harness) {
        return new BrokenStore(rule, what, harness, Set.of(), Map.of());
    }

    static BrokenStore wrapped(String rule, String what, UnaryOperator<Store> spoil) {
        return of(rule, what, () -> new InMemoryHarness(spoil));
    }

    static BrokenStore log(String rule, String what, LogFlaw flaw) {
        Supplier<StoreHarness> harness = () -> new LogHarness(flaw, LogFlaw.NONE);
        return new BrokenStore(rule, what, harness, Set.of(), LogHarness.DEVIATIONS);
    }

    static BrokenStore child(String rule, String what, LogFlaw flaw) {
        Supplier<StoreHarness> harness = () -> new LogHarness(LogFlaw.NONE, flaw);
        return new BrokenStore(rule, what, harness, Set.of(), LogHarness.DEVIATIONS);
    }

    interface Writes {
        List<Store.@Nullable Refused> write(long epoch, List<ChangeSet> sets, Store good);
    }

    static BrokenStore writes(String rule, String what, Writes twist) {
        return wrapped(rule, what, store -> new ForwardingStore(store) {
            @Override
            public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
                return twist.write(epoch, sets, good);
            }
        });
    }

    interface Sets {
        List<Change> twist(List<Change> changes, Store good);
    }

    /** Spoils each set before it is written. */
    static BrokenStore sets(String rule, String what, Sets twist) {
        return writes(rule, what, (epoch, sets, good) -> {
            List<ChangeSet> wrong = new ArrayList<>();
            for (ChangeSet set : sets) {
                wrong.add(new ChangeSet(twist.twist(set.changes(), good)));
            }
            return good.write(epoch, wrong);
        });
    }

    interface Changes {
        @Nullable
        Change twist(Change change, Store good);
    }

    /** Spoils each change before it is written; {@code null} leaves it out. */
    static BrokenStore changes(String rule, String what, Changes twist) {
        return sets(rule, what, (changes, good) -> {
            List<Change> wrong = new ArrayList<>();
            for (Change change : changes) {
                Change now = twist.twist(change, good);
                if (now != null) {
                    wrong.add(now);
                }
            }
            return wrong;
        });
    }

    interface Answers {
        Store.@Nullable Refused twist(ChangeSet set, Store.Refused refused, long epoch, Store good);
    }

    /** Spoils what a refused set is answered. */
    static BrokenStore refusals(String rule, String what, Answers twist) {
        return writes(rule, what, (epoch, sets, good) -> {
            List<Store.@Nullable Refused> right = good.write(epoch, sets);
            List<Store.@Nullable Refused> wrong = new ArrayList<>();
            for (int i = 0; i < right.size(); i++) {
                Store.Refused refused = right.get(i);
                wrong.add(refused == null ? null : twist.twist(sets.get(i), refused, epoch, good));
            }
            return wrong;
        });
    }
}
