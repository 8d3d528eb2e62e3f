// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void aRegionAndItsHostAreLostAndEverythingComesBack() throws IOException {
        Path named = folder.resolve("my file.bin");
        Files.write(named, "what the user cares for, ".repeat(9_000).getBytes(StandardCharsets.UTF_8));
        byte[] mine = Files.readAllBytes(named);

        assertThat(Quickstart.run(folder.resolve("out"), "--file \"" + named + "\""))
                .isEqualTo(Quickstart.GOOD);

        assertThat(Files.readAllBytes(named)).isEqualTo(mine);
        Path data = folder.resolve("out/data.img");
        assertThat(Files.mismatch(data, folder.resolve("out/recovered.img"))).isEqualTo(-1);
        assertThat(Files.readAllBytes(data)).hasSameSizeAs(mine).isNotEqualTo(mine);
        String page = Files.readString(folder.resolve("out/report.html"));
        assertThat(page)
                .contains("Content-Security-Policy", "default-src 'none'", "<svg", "<rect", "Fail over to dublin")
                .doesNotContain("<script", "href=", "src=\"")
                .doesNotContain("not so</td>");
    }

    @Test
    void aWrongArgumentIsExplained() throws IOException {
        assertThat(Quickstart.run(folder, "--fiel x")).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--file")).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--file " + folder)).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--sample 0")).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--sample many")).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--file \"open")).isEqualTo(Quickstart.WRONG_CALL);
        assertThat(Quickstart.run(folder, "--help")).isEqualTo(Quickstart.GOOD);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsShownOnThePageIsEscaped() {
        Story story = new Story();
        story.fact("<script>alert(1)</script>", "\"a\" & 'b'");
        assertThat(new ReportPage(story).text())
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;a&quot; &amp; &#39;b&#39;");
    }
}
