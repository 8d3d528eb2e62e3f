// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One figure against its bound.
 *
 * @param row the row of the table in {@code docs/benchmarks.md}
 * @param what what is measured
 * @param possible what was possible, with its parts
 * @param reached what was reached
 * @param value what is compared
 * @param limit with what
 * @param atLeast whether more is better
 */
record Figure(int row, String what, String possible, String reached, double value, double limit, boolean atLeast) {
    static Figure atMost(int row, String what, String possible, String reached, double value, double limit) {
        return new Figure(row, what, possible, reached, value, limit, false);
    }

    static Figure atLeast(int row, String what, String possible, String reached, double value, double limit) {
        return new Figure(row, what, possible, reached, value, limit, true);
    }

    boolean met() {
        return atLeast ? value >= limit : value <= limit;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%3d  %-6s  %s%n             possible  %s%n             reached   %s%n             %.4g (limit: %s %.4g)",
                row,
                met() ? "MET" : "MISSED",
                what,
                possible,
                reached,
                value,
                atLeast ? "at least" : "at most",
                limit);
    }

    /** A table of figures, as it stands in the documents. */
    static List<String> table(List<Figure> figures) {
        List<String> lines = new ArrayList<>();
        lines.add("| row | what | possible | reached | figure | limit | |");
        lines.add("|---|---|---|---|---|---|---|");
        for (Figure each : figures) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %s | %s | %s | %.4g | %s %.4g | %s |",
                    each.row,
                    each.what,
                    each.possible,
                    each.reached,
                    each.value,
                    each.atLeast ? "≥" : "≤",
                    each.limit,
                    each.met() ? "met" : "**missed**"));
        }
        return lines;
    }
}
