// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KilledHostTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aHostThatIsKilledMidFailoverFinishesItWhenItIsStartedAgain() {
        int code = KilledHost.run(folder, "", out);

        assertThat(said())
                .contains("nothing was made twice", "nothing is left over", "All proved.")
                .doesNotContain("NOT SO");
        assertThat(code).isEqualTo(KilledHost.GOOD);
        assertThat(folder.resolve("host-1.db")).isNotEmptyFile();
    }

    @Test
    void aMomentThatIsNoneIsRefused() {
        for (String wrong : new String[] {"0", "-3", "soon"}) {
            assertThat(KilledHost.run(folder, wrong, out)).isEqualTo(KilledHost.WRONG_CALL);
            assertThat(said()).contains("a whole number from 1, not '" + wrong + "'");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
