// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.ProductKind;

/** What a fact is about, as far as clouds have requests of their own for it. */
enum Question {
    DISKS,
    MACHINES,
    SNAPSHOTS,
    IMAGES,
    KEYS,
    ZONES,
    NETWORKS;

    static Question of(FactQuery<?> query) {
        if (query instanceof FactQuery.Disks || query instanceof FactQuery.DiskListing) {
            return DISKS;
        } else if (query instanceof FactQuery.Machines || query instanceof FactQuery.MachineListing) {
            return MACHINES;
        } else if (query instanceof FactQuery.Replicas replicas) {
            return of(replicas.kind());
        } else if (query instanceof FactQuery.MarkedListing marked) {
            return of(marked.kind());
        } else if (query instanceof FactQuery.Keys) {
            return KEYS;
        } else if (query instanceof FactQuery.ProviderQuery) {
            return ZONES;
        }
        return NETWORKS;
    }

    private static Question of(ProductKind kind) {
        return kind == ProductKind.IMAGE ? IMAGES : SNAPSHOTS;
    }
}
