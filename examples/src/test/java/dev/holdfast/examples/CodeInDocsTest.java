// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of Java in a document that begins with {@code // from examples/FILE#REGION} is that region of that file, to
 * the letter; common indentation aside. A region begins with {@code // region NAME} and ends with {@code // endregion}.
 */
class CodeInDocsTest {
    private static final Path HOUSE = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("```java\\n// from (examples/\\S+)#(\\S+)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void codeInDocumentsIsCodeThatRuns() throws IOException {
        List<String> wrong = new ArrayList<>();
        int blocks = 0;
        for (Path document : documents()) {
            Matcher block = BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                blocks++;
                String source = block.group(1) + "#" + block.group(2);
                String there = region(HOUSE.resolve(block.group(1)), block.group(2));
                if (!block.group(3).equals(there)) {
                    wrong.add(document.getFileName() + ": paste this in place of the block from " + source + "\n"
                            + there);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(blocks).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aRegionIsCutOutWithoutItsIndentation() throws IOException {
        String region = region(
                HOUSE.resolve("examples/src/main/java/dev/holdfast/examples/customprovider/FolderRegion.java"), "put");

        assertThat(region).startsWith("/** Copies a file in.").endsWith("}\n");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> documents = Files.list(HOUSE.resolve("docs"))) {
            return Stream.concat(Stream.of(HOUSE.resolve("README.md")), documents)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static String region(Path file, String name) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int from = find(lines, 0, "// region " + name);
        int to = from < 0 ? -1 : find(lines, from, "// endregion");
        if (to < 0) {
            throw new AssertionError(file + " has no '// region " + name + "' that ends with '// endregion'");
        }
        return String.join("\n", lines.subList(from + 1, to)).stripIndent() + "\n";
    }

    private static int find(List<String> lines, int from, String line) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(line)) {
                return i;
            }
        }
        return -1;
    }
}
