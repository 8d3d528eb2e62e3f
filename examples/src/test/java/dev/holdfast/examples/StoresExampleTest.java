// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.HoldfastBuilder;
import dev.holdfast.jdbc.JdbcStore;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresExampleTest {
    @TempDir
    Path folder;

    @Test
    void aPointIsKnownInTheSameFileAndInAnotherOneAfterItWasMovedThere() throws IOException {
        Path file = folder.resolve("holdfast.db");
        Path moved = folder.resolve("moved.db");
        Path archive = folder.resolve("holdfast.jsonl");
        List<Integer> points = new ArrayList<>();
        try (SimulatedCloud cloud =
                SimulatedCloud.builder(CloudProfile.aws()).region("frankfurt").build()) {
            cloud.scene("frankfurt")
                    .subnet("subnet-prod", "10.0.1.0/24")
                    .machine("db", "subnet-prod")
                    .tag("app", "shop")
                    .boot("/dev/boot", LoaderRecord.install(Content.zeros(1 << 20), "database", ""))
                    .place();
            cloud.settle();
            KitStore kits = KitStore.file(folder.resolve("shop.kit"));
            StoresExample.oneHost(shop(cloud, kits, "host-1"), file, holdfast -> {
                holdfast.submit(Backup.of(ResourceSelector.tag("app", "shop").in(cloud.location("frankfurt"))))
                        .result();
                points.add(holdfast.points().size());
            });
            StoresExample.oneHost(
                    shop(cloud, kits, "host-2"),
                    file,
                    holdfast -> points.add(holdfast.points().size()));
            try (JdbcStore from = JdbcStore.sqlite(file);
                    JdbcStore to = JdbcStore.sqlite(moved)) {
                StoresExample.export(from, archive);
                StoresExample.fill(archive, to);
            }
            StoresExample.oneHost(
                    shop(cloud, kits, "host-3"),
                    moved,
                    holdfast -> points.add(holdfast.points().size()));
        }

        assertThat(points).containsExactly(1, 1, 1);
    }

    private static HoldfastBuilder shop(SimulatedCloud cloud, KitStore kits, String host) {
        return Holdfast.builder()
                .installation("shop")
                .host(host)
                .provider(cloud.provider(host))
                .kitStore(kits)
                .trust(Trust.sharedKey("sixteen bytes or more".getBytes(StandardCharsets.UTF_8)))
                .runtime(cloud.runtime(host));
    }
}
