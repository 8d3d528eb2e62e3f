// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.testkit.profile.CloudProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command: measures what Holdfast must reach, and says for each figure what was possible, what was reached, and
 * whether the bound is met. Ends with an error only if something could not be measured.
 */
public final class Benchmark {
    /** It ran. */
    static final int GOOD = 0;

    /** Something could not be measured. */
    static final int FAILED = 1;

    /** It was not called as it can be. */
    static final int WRONG_CALL = 2;

    private Benchmark() {}

    /**
     * Runs it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(run(Path.of("target", "benchmark"), arguments));
    }

    /** Writes only below the folder. */
    static int run(Path folder, String... arguments) {
        try {
            Arguments parsed = Arguments.of(arguments);
            if (parsed.help()) {
                System.out.println(Arguments.USAGE);
                return GOOD;
            }
            List<Figure> figures = figures(parsed, folder);
            Files.createDirectories(folder);
            Path page = Files.write(folder.resolve("figures.md"), Figure.table(figures));
            System.out.println("As a table: " + page.toAbsolutePath());
            return GOOD;
        } catch (Arguments.Wrong e) {
            System.out.println(e.getMessage());
            System.out.println(Arguments.USAGE);
            return WRONG_CALL;
        } catch (IOException | RuntimeException e) {
            System.out.println("Cannot measure: " + e);
            for (StackTraceElement at : e.getStackTrace()) {
                System.out.println("  at " + at);
            }
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static List<Figure> figures(Arguments arguments, Path folder) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        if (arguments.rows().contains(12)) {
            System.out.println("Row 12: the first operation of a process");
            show(new FirstOperation(folder).run(), figures);
        }
        if (arguments.rows().contains(1) || arguments.rows().contains(3)) {
            System.out.println("Rows 1 and 3: snapshots and copies");
            show(
                    new Protection(arguments.disks(), Shortage.NONE, arguments.seed(), System.out::println).run(),
                    figures);
        }
        if (arguments.rows().contains(2)) {
            for (double part : new double[] {0.5, 1.5}) {
                System.out.println("Row 2: the same, where the cloud gives " + part + " of what it declares");
                show(
                        new Protection(arguments.disks(), Shortage.of(part), arguments.seed(), System.out::println)
                                .run(),
                        figures);
            }
        }
        if (arguments.rows().contains(4)) {
            System.out.println("Row 4: many lanes, half of which fall silent; some minutes of real time");
            show(new Lanes(folder, System.out::println).run(), figures);
        }
        if (arguments.rows().contains(5) || arguments.rows().contains(11)) {
            for (CloudProfile profile : List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure())) {
                System.out.println("Rows 5 and 11: recovery in the profile " + profile.name());
                show(new Recovery(arguments.machines(), arguments.seed(), System.out::println).run(profile), figures);
            }
        }
        return figures;
    }

    private static void show(List<Figure> found, List<Figure> figures) {
        found.forEach(System.out::println);
        figures.addAll(found);
    }
}
