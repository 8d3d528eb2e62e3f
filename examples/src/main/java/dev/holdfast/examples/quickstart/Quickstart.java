// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.examples.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command. Its process holds the world: the simulated cloud, the files, the digests; and it draws. Two hosts run in
 * processes of their own, and reach the cloud only over loopback.
 */
public final class Quickstart {
    /** It ran, and everything was proved. */
    static final int GOOD = 0;

    /** It ran, and something was not as it should be. */
    static final int NOT_PROVED = 1;

    /** It did not run: it was not called as it can be. */
    static final int WRONG_CALL = 2;

    private Quickstart() {}

    /**
     * Runs it.
     *
     * @param arguments the folder to write to; and see {@code --help}
     */
    public static void main(String[] arguments) {
        String[] told = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(run(Path.of(arguments[0]), told));
    }

    /** Looks at the arguments alone: of a child that refuses them Maven would print a page of its own. */
    public static final class Check {
        private Check() {}

        /**
         * Ends Maven's process, with a message, if the arguments are wrong.
         *
         * @param arguments see {@code --help}; {@code null} among them is what Maven makes of nothing
         */
        public static void main(@Nullable String[] arguments) {
            Terminal terminal = new Terminal(System.out);
            String[] told = Stream.of(arguments).filter(Objects::nonNull).toArray(String[]::new);
            try {
                Arguments ignored = Arguments.of(told);
            } catch (Arguments.Wrong e) {
                System.exit(explain(e, terminal));
            }
        }
    }

    private static int explain(Arguments.Wrong wrong, Terminal terminal) {
        terminal.line(String.valueOf(wrong.getMessage()));
        terminal.line(Arguments.USAGE);
        return WRONG_CALL;
    }

    /** Writes only below the folder. */
    static int run(Path folder, String... arguments) {
        Stopwatch watch = Stopwatch.sinceTheProcessBegan();
        Terminal terminal = new Terminal(System.out);
        try {
            Arguments parsed = Arguments.of(arguments);
            if (parsed.help()) {
                terminal.line(Arguments.USAGE);
                return GOOD;
            }
            Files.createDirectories(folder);
            return new Play(folder, parsed, terminal, watch).run() ? GOOD : NOT_PROVED;
        } catch (Arguments.Wrong e) {
            return explain(e, terminal);
        } catch (IOException e) {
            terminal.line("The quickstart cannot go on: " + e.getMessage());
            return NOT_PROVED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOT_PROVED;
        }
    }
}
