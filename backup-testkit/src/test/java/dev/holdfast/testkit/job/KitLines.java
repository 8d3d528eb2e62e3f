// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.HoldfastBuilder;
import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.KitStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Three kits outside every region, and the lines by which hosts reach them; a line can be cut, a kit be down. */
final class KitLines {
    static final int COUNT = 3;

    private final List<KitStore> kits =
            Stream.generate(KitStore::inMemory).limit(COUNT).toList();
    private final boolean[] down = new boolean[COUNT];

    /** The lines of one host. */
    final class Lines {
        private final boolean[] cut = new boolean[COUNT];

        /** Cuts some. */
        Lines cut(int... which) {
            for (int each : which) {
                cut[each] = true;
            }
            return this;
        }

        /** Cuts all. */
        Lines cut() {
            return cut(0, 1, 2);
        }

        /** Mends all. */
        Lines mend() {
            Arrays.fill(cut, false);
            return this;
        }

        private List<KitStore> stores() {
            List<KitStore> stores = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                stores.add(new Line(i, this));
            }
            return stores;
        }

        /** For a host of the installation. */
        Consumer<HoldfastBuilder> kits() {
            return builder -> stores().forEach(builder::kitStore);
        }

        /** For a host that takes over. */
        Consumer<HoldfastBuilder> from() {
            return builder -> stores().forEach(builder::fromKit);
        }
    }

    Lines lines() {
        return new Lines();
    }

    /** Nobody reaches these. */
    void down(int... which) {
        for (int each : which) {
            down[each] = true;
        }
    }

    /** Everybody reaches all again. */
    void up() {
        Arrays.fill(down, false);
    }

    /** How often each was written. */
    List<Long> versions() {
        return kits.stream()
                .map(kit -> kit.get().map(KitStore.Kit::version).orElse(0L))
                .toList();
    }

    /** The documents. */
    List<String> texts() {
        return kits.stream()
                .map(kit -> kit.get().map(KitStore.Kit::text).orElse(""))
                .toList();
    }

    private final class Line implements KitStore {
        private final int number;
        private final Lines lines;

        Line(int number, Lines lines) {
            this.number = number;
            this.lines = lines;
        }

        private KitStore reached() {
            if (lines.cut[number] || down[number]) {
                throw new BackupException(
                        Failure.of(FailureKind.TRANSIENT, "Cannot reach " + name(), "the line is cut"));
            }
            return kits.get(number);
        }

        @Override
        public Optional<Kit> get() {
            return reached().get();
        }

        @Override
        public boolean put(long expected, String text) {
            return reached().put(expected, text);
        }

        @Override
        public String name() {
            return "kit-" + (number + 1);
        }
    }
}
