// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.marks;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.StepKey;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns what a graph says of a thing into the marks that its create call sets. */
public final class Marking {
    private final Seal seal;

    /**
     * Marks under a seal.
     *
     * @param seal the seal
     */
    public Marking(Seal seal) {
        this.seal = seal;
    }

    /**
     * Writes marks. A thing that belongs to no point carries whose it is and its key only.
     *
     * @param said what the graph says: kind, point, members, source, asked, got, moment, policy
     * @param key the key of the step
     * @param intendedAt when its intent was written
     * @return the marks by name
     */
    public SortedMap<String, String> write(Payload.Fields said, StepKey key, Instant intendedAt) {
        if (said.get("point") == null) {
            SortedMap<String, String> marks = new TreeMap<>();
            marks.put(Marks.HOLDFAST, "1:" + key.installation());
            marks.put(Marks.KEY, key.mark());
            return marks;
        }
        Instant moment = said.get("moment") instanceof Payload.Time time ? time.value() : intendedAt;
        String source = text(said, "source");
        String got = text(said, "got");
        return new MarkSet(
                        key,
                        ProductKind.valueOf(said.text("kind")),
                        new RecoveryPointId(said.text("point")),
                        Math.toIntExact(said.whole("members")),
                        source == null ? null : MarkSet.Source.of(ResourceId.parse(source)),
                        ConsistencyLevel.valueOf(said.text("asked")),
                        got == null ? null : ConsistencyLevel.valueOf(got),
                        moment,
                        new MarkSet.Keep(text(said, "policy"), null, false))
                .sealed(seal);
    }

    private static @Nullable String text(Payload.Fields said, String name) {
        return said.get(name) instanceof Payload.Text text ? text.value() : null;
    }
}
