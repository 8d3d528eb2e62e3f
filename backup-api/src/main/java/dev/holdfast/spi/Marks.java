// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;

/**
 * The names of the marks that everything made by Holdfast carries, set in the create call. What they hold is specified
 * in {@code docs/marks.md}. Providers carry them as they are (tags, labels) and never interpret them, except that
 * {@link #KEY} is what {@link BackupProvider#find} looks for.
 */
public final class Marks {
    /** Format, installation and kind of thing. */
    public static final String HOLDFAST = "holdfast";
    /** The step key of the call that made it. */
    public static final String KEY = "holdfast-key";
    /** The point or set, and the number of members. */
    public static final String POINT = "holdfast-point";
    /** Source, consistency and moment. */
    public static final String DATA = "holdfast-data";
    /** Policy, until when, hold. */
    public static final String KEEP = "holdfast-keep";
    /** A keyed digest over the others. */
    public static final String SEAL = "holdfast-seal";
    /** All of them, in the order in which they are sealed. */
    public static final List<String> ALL = List.of(HOLDFAST, KEY, POINT, DATA, KEEP, SEAL);

    /** The longest value of a mark, in characters: the least of what the clouds allow (Alibaba Cloud, 128). */
    public static final int LONGEST = 128;

    private Marks() {}
}
