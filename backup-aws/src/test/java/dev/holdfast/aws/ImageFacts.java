// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.ReplicaDescription;
import java.util.List;

/** What an image's description says beyond the words that all clouds share. */
final class ImageFacts {
    /** The ids of an image's snapshots, apart by blanks: a description has no place for a list. */
    static final String SNAPSHOTS = "snapshots";

    private ImageFacts() {}

    static List<String> snapshots(ReplicaDescription image) {
        String ids = image.attributes().getOrDefault(SNAPSHOTS, "");
        return ids.isEmpty() ? List.of() : List.of(ids.split(" ", -1));
    }
}
