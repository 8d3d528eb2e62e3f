// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Facet;
import java.util.Set;

/** Rules that belong together. */
abstract class RuledTopic {
    /** Takes a fresh harness of its kit, for one rule. */
    abstract void open(RuledKit kit);

    /** What the harness offers. */
    abstract Set<Needs> offers();

    /** How far a facet is built. */
    abstract Facet.Status status(Facet facet);

    /** Closes what {@link #open} has opened, if it has. */
    abstract void close();
}
