// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Facet;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of facets in the README says what the providers say of themselves. */
class FacetsInReadmeTest {
    private static final String BEGIN = "<!-- facets: begin -->\n";
    private static final String END = "<!-- facets: end -->";
    private static final List<String> NOT_YET = List.of("aws", "aliyun", "azure");

    @Test
    void theTableIsWhatTheProvidersSay() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int from = readme.indexOf(BEGIN);
        int to = readme.indexOf(END);
        assertThat(readme).contains(BEGIN, END);

        assertThat(readme.substring(from + BEGIN.length(), to))
                .as("paste between the markers in README.md:\n%s", table())
                .isEqualTo(table());
    }

    @Test
    void aCloudThatHasAProviderIsAskedInsteadOfAssumed() {
        for (String cloud : NOT_YET) {
            assertThat(Path.of("..", "backup-" + cloud, "src", "main", "java"))
                    .as("backup-%s has sources: take it out of NOT_YET here, and ask its provider", cloud)
                    .doesNotExist();
        }
    }

    private static String table() {
        Map<Facet, Facet.Status> simulated;
        try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                        .region("eu-central-1", "a")
                        .build();
                BackupProvider provider = cloud.provider()) {
            simulated = provider.facets();
        }
        StringBuilder table =
                new StringBuilder("| facet | simulated | AWS | Alibaba Cloud | Azure |\n|---|---|---|---|---|\n");
        for (Facet facet : Facet.values()) {
            table.append("| ")
                    .append(facet.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(" | ")
                    .append(word(simulated.getOrDefault(facet, Facet.Status.NOT_OFFERED)));
            NOT_YET.forEach(cloud -> table.append(" | not yet"));
            table.append(" |\n");
        }
        return table.toString();
    }

    private static String word(Facet.Status status) {
        return switch (status) {
            case BUILT -> "built";
            case NOT_OFFERED -> "not offered";
            case NOT_YET -> "not yet";
        };
    }
}
