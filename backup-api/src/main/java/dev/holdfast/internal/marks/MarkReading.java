// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.marks;

import dev.holdfast.spi.Marks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to make of a thing by its marks alone. Twins and contradictions to the evidence take more than one thing to see;
 * they are judged where listings are.
 *
 * @param standing whose it is
 * @param marks what they say, or {@code null} unless it is ours
 * @param why for a person: why it is a suspect; else empty
 */
public record MarkReading(Standing standing, @Nullable MarkSet marks, String why) {
    /** Whose a thing is. */
    public enum Standing {
        /** Made by this installation, and sealed by it. */
        OURS,
        /** Another installation's: never touched. */
        STRANGER,
        /** Says that it is ours, but its marks do not hold: reported, never chosen without an approval. */
        SUSPECT,
        /** Not made by Holdfast: never touched. */
        UNMARKED
    }

    /**
     * Reads the marks of a thing. Never throws, whatever they hold.
     *
     * @param tags all its tags
     * @param installation ours
     * @param seal ours
     */
    public static MarkReading of(Map<String, String> tags, String installation, Seal seal) {
        if (!tags.containsKey(Marks.HOLDFAST)) {
            // One mark taken away must not make a thing of ours nobody's.
            return Marks.ALL.stream().anyMatch(tags::containsKey)
                    ? new MarkReading(Standing.SUSPECT, null, "Mark '" + Marks.HOLDFAST + "' is missing")
                    : new MarkReading(Standing.UNMARKED, null, "");
        }
        String whose = MarkSet.installation(tags);
        if (whose != null && !whose.equals(installation)) {
            return new MarkReading(Standing.STRANGER, null, "");
        }
        try {
            MarkSet marks = MarkSet.parse(tags);
            return seal.holds(tags)
                    ? new MarkReading(Standing.OURS, marks, "")
                    : new MarkReading(Standing.SUSPECT, null, "The seal does not belong to the marks");
        } catch (IllegalArgumentException e) {
            return new MarkReading(Standing.SUSPECT, null, String.valueOf(e.getMessage()));
        }
    }
}
