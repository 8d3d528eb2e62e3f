// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    /** The book when this was last looked at: a number that shrinks fails. */
    private static final int AT_LEAST = 91;

    private static final int AT_LEAST_OF_STORES = 79;

    private static final Path PAGE = Path.of("..", "docs", "tck-rules.md");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        Path generated = Path.of("target", "tck-rules.md");
        Files.createDirectories(Path.of("target"));
        Files.writeString(generated, RuleBook.markdown());
        assertThat(PAGE)
                .as("docs/tck-rules.md; copy backup-testkit/target/tck-rules.md over it")
                .content()
                .isEqualTo(RuleBook.markdown());
    }

    @Test
    void noRuleIsLost() {
        assertThat(RuleBook.rules()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
        assertThat(RuleBook.storeRules()).hasSizeGreaterThanOrEqualTo(AT_LEAST_OF_STORES);
        List<String> names = new ArrayList<>(RuleBook.reserved().keySet());
        RuleBook.rules().forEach(rule -> names.add(rule.name()));
        RuleBook.storeRules().forEach(rule -> names.add(rule.name()));
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("HF-[A-Z]{3}-[0-9]{2}"));
    }
}
