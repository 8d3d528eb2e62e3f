// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The diagram of a step's life in the documents is drawn from the table that the engine goes by. */
class StepTableInDocsTest {
    private static final String BEGIN = "<!-- step table: begin -->\n";
    private static final String END = "<!-- step table: end -->";

    @Test
    void theDiagramIsTheTable() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "architecture.md"));
        assertThat(text).contains(BEGIN, END);

        assertThat(text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)))
                .as("paste between the markers in docs/architecture.md:\n%s", diagram())
                .isEqualTo(diagram());
    }

    private static String diagram() {
        StringBuilder diagram = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> PENDING\n");
        for (StepState from : StepState.values()) {
            for (StepEvent event : StepEvent.values()) {
                StepLifecycle.find(from, event)
                        .ifPresent(to -> diagram.append("    %s --> %s: %s\n".formatted(from, to, event)));
            }
        }
        for (StepState state : StepState.values()) {
            if (state.ended()) {
                diagram.append("    %s --> [*]\n".formatted(state));
            }
        }
        return diagram.append("```\n").toString();
    }
}
