// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the command was told.
 *
 * @param rows which rows of the table
 * @param disks how many disks are backed up
 * @param machines how many machines are recovered
 * @param seed where all chance comes from
 * @param help whether only help was asked for
 */
record Arguments(Set<Integer> rows, int disks, int machines, long seed, boolean help) {
    static final String USAGE = """
            Arguments, given to Maven as -Dargs="...":
              --rows 1,3     which rows of the table in docs/benchmarks.md; all if not said
              --disks N      how many disks rows 1 to 3 back up; 10000 if not said
              --machines N   how many machines rows 5 and 11 recover; 1000 if not said
              --seed N       where all chance comes from; 1 if not said
              --help         this""";

    /** The rows that there are. */
    static final Set<Integer> ALL = Set.of(1, 2, 3, 4, 5, 11, 12);

    private static final int DISKS = 10_000;
    private static final int MACHINES = 1_000;
    private static final int MOST = 1_000_000;

    /** An argument that cannot be understood. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    static Arguments of(String... arguments) throws Wrong {
        Set<Integer> rows = new TreeSet<>(ALL);
        int disks = DISKS;
        int machines = MACHINES;
        long seed = 1;
        boolean help = false;
        Iterator<String> words = Stream.of(arguments)
                .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--help", "-h" -> help = true;
                case "--rows" -> rows = rows(value(words, word));
                case "--disks" -> disks = number(value(words, word), word);
                case "--machines" -> machines = number(value(words, word), word);
                case "--seed" -> seed = number(value(words, word), word);
                default -> throw new Wrong("There is no argument '" + word + "'.");
            }
        }
        return new Arguments(rows, disks, machines, seed, help);
    }

    private static String value(Iterator<String> words, String of) throws Wrong {
        if (!words.hasNext()) {
            throw new Wrong("There is nothing after " + of + ".");
        }
        return words.next();
    }

    private static Set<Integer> rows(String text) throws Wrong {
        Set<Integer> rows = new TreeSet<>();
        for (String each : List.of(text.split(",", -1))) {
            int row = number(each, "--rows");
            if (!ALL.contains(row)) {
                throw new Wrong("There is no row " + row + "; there are " + new TreeSet<>(ALL) + ".");
            }
            rows.add(row);
        }
        return rows;
    }

    private static int number(String text, String of) throws Wrong {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is out of bounds.
        }
        throw new Wrong(of + " takes numbers from 1 to " + MOST + ", not '" + text + "'.");
    }
}
