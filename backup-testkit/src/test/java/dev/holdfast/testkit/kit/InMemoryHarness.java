// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Store;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The store in memory, perhaps with an error: closing it does nothing, so that what opens it again finds its rows. */
public final class InMemoryHarness implements StoreHarness {
    private final UnaryOperator<Store> spoil;
    private Store rows = Store.inMemory();

    /** The error is put into each store that is opened. */
    public InMemoryHarness(UnaryOperator<Store> spoil) {
        this.spoil = spoil;
    }

    @Override
    public Store open() {
        return spoil.apply(rows);
    }

    @Override
    public Set<Needs> offers() {
        return Set.of(Needs.SHARED);
    }

    @Override
    public void wipe() {
        rows = Store.inMemory();
    }

    @Override
    public void close() {}
}
