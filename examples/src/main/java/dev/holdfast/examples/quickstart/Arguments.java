// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command was told.
 *
 * @param file what to load into the database's data disk, or {@code null} for generated data
 * @param sampleMib how much to generate
 * @param help whether only help was asked for
 */
record Arguments(@Nullable Path file, int sampleMib, boolean help) {
    static final String USAGE = """
            Arguments, given to Maven as -Dargs="...":
              --file PATH    a file or disk image, at most 512 MiB, to load into the data disk of the database;
                             it is copied and never changed; a relative PATH counts from where Maven is called
              --sample MIB   how much sample data to generate where no file is given, 1 to 512; 64 if not said
              --help         this""";

    private static final int SAMPLE = 64;
    private static final int MOST_MIB = 512;

    /** An argument that cannot be understood. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    static Arguments of(String... arguments) throws Wrong {
        Path file = null;
        int sample = SAMPLE;
        boolean help = false;
        Iterator<String> words = words(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--help", "-h" -> help = true;
                case "--file" -> file = file(value(words, word));
                case "--sample" -> sample = sample(value(words, word));
                default -> throw new Wrong("There is no argument '" + word + "'.");
            }
        }
        return new Arguments(file, sample, help);
    }

    /** Maven hands over one text; a path with blanks is put in double quotes. */
    private static List<String> words(String... arguments) throws Wrong {
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            StringBuilder word = new StringBuilder();
            boolean quoted = false;
            boolean any = false;
            for (int i = 0; i < argument.length(); i++) {
                char c = argument.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                    any = true;
                } else if (Character.isWhitespace(c) && !quoted) {
                    if (any) {
                        words.add(word.toString());
                    }
                    word.setLength(0);
                    any = false;
                } else {
                    word.append(c);
                    any = true;
                }
            }
            if (quoted) {
                throw new Wrong("A quotation mark is open in: " + argument);
            }
            if (any) {
                words.add(word.toString());
            }
        }
        return words;
    }

    private static String value(Iterator<String> words, String name) throws Wrong {
        if (!words.hasNext()) {
            throw new Wrong("The argument " + name + " needs a value.");
        }
        return words.next();
    }

    private static Path file(String text) throws Wrong {
        try {
            Path file = Path.of(text).toAbsolutePath().normalize();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new Wrong("There is no readable file " + file + ": name a file or a disk image, not a folder.");
            }
            long size = Files.size(file);
            if (size == 0 || size > (long) MOST_MIB << 20) {
                throw new Wrong(
                        "The file " + file + " has " + size + " bytes: it must hold 1 byte to " + MOST_MIB + " MiB.");
            }
            return file;
        } catch (InvalidPathException | IOException e) {
            throw new Wrong("The file '" + text + "' cannot be looked at: " + e.getMessage());
        }
    }

    private static int sample(String text) throws Wrong {
        try {
            int sample = Integer.parseInt(text);
            if (sample >= 1 && sample <= MOST_MIB) {
                return sample;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Wrong("--sample takes a whole number of MiB from 1 to " + MOST_MIB + ", not '" + text + "'.");
    }
}
