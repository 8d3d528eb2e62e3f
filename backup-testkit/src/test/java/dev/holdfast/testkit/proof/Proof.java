// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much a proof covered. Prints {@code proof <name>: N possible, M run}, keeps the line below {@code target/proofs}, and
 * fails where there was less than the floor, or where something did not run that no sample accounts for.
 *
 * <p>With {@code -Dholdfast.proof=full} everything runs; without it, long proofs take a sample, and say so.
 */
public final class Proof {
    /** Whether everything is to run. */
    public static final boolean FULL = "full".equals(System.getProperty("holdfast.proof"));

    private static final Path KEPT = Path.of("target", "proofs");

    private final String name;
    private final String unit;
    private final long floor;
    private final @Nullable String sample;

    private Proof(String name, String unit, long floor, @Nullable String sample) {
        this.name = name;
        this.unit = unit;
        this.floor = floor;
        this.sample = sample;
    }

    /**
     * A proof that runs all there is.
     *
     * @param name its name, the same in each run
     * @param unit what is counted, in the plural
     * @param floor how many there are at least; raised when there are more, lowered only for a reason
     */
    public static Proof of(String name, String unit, long floor) {
        return new Proof(name, unit, floor, null);
    }

    /** The same, of which only a part runs unless all is asked for; says which part. */
    public Proof sampled(String which) {
        return new Proof(name, unit, floor, FULL ? null : which);
    }

    /** Says how many there were and how many of them ran. */
    public void covered(long possible, long ran) {
        String line = "proof " + name + ": " + possible + " " + unit + " possible, " + ran + " run"
                + (sample == null ? "" : " (" + sample + "; all with -Dholdfast.proof=full)");
        System.out.println(line);
        keep(name.replaceAll("[^A-Za-z0-9]+", "-") + ".txt", line + "\n");
        assertThat(possible).as("%s: at least %s %s", line, floor, unit).isGreaterThanOrEqualTo(floor);
        if (sample == null) {
            assertThat(ran).as("%s: all of them run", line).isEqualTo(possible);
        } else {
            assertThat(ran).as("%s: a part of them runs", line).isBetween(1L, possible);
        }
    }

    /** Keeps a file of a run below {@code target/proofs}, so that runs can be compared. */
    public static void keep(String file, String text) {
        try {
            Files.createDirectories(KEPT);
            Files.writeString(KEPT.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + KEPT.resolve(file), e);
        }
    }
}
