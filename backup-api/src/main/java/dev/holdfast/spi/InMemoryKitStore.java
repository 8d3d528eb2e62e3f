// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Optional;

/** A kit in memory. */
final class InMemoryKitStore implements KitStore {
    private Optional<Kit> kit = Optional.empty();

    @Override
    public synchronized Optional<Kit> get() {
        return kit;
    }

    @Override
    public synchronized boolean put(long expected, String text) {
        if (kit.map(Kit::version).orElse(0L) != expected) {
            return false;
        }
        kit = Optional.of(new Kit(expected + 1, text));
        return true;
    }

    @Override
    public String name() {
        return "memory";
    }
}
