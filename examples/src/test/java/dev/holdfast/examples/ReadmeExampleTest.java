// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeExampleTest {
    @TempDir
    Path folder;

    @Test
    void theCodeOfTheReadmeDoesWhatItSays() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                .region("frankfurt")
                .region("dublin")
                .build()) {
            Scene frankfurt = cloud.scene("frankfurt").subnet("subnet-prod", "10.0.1.0/24");
            machine(frankfurt, "db", "database", "log=/dev/log\npages=/dev/pages\n", "/dev/log", "/dev/pages");
            machine(frankfurt, "web-1", "database", "log=/dev/log\npages=/dev/pages\n", "/dev/log", "/dev/pages");
            machine(frankfurt, "web-2", "database", "log=/dev/log\npages=/dev/pages\n", "/dev/log", "/dev/pages");
            cloud.scene("dublin")
                    .key("dublin-key")
                    .subnet("subnet-dr", "10.0.1.0/24")
                    .subnet("subnet-isolated", "10.0.1.0/24");
            cloud.settle();
            ReadmeExample example = new ReadmeExample(
                    KitStore.file(folder.resolve("shop.kit")),
                    Trust.sharedKey("sixteen bytes or more".getBytes(StandardCharsets.UTF_8)),
                    new GuestHooks(List.of("freeze"), List.of("thaw"), GuestHooks.DEFAULT_DEAD_MAN),
                    new PrintStream(printed, true, StandardCharsets.UTF_8));

            WorldRuntime first = cloud.runtime("host-1");
            example.ordinaryDays(
                    cloud.provider("host-1"),
                    first,
                    cloud.location("frankfurt"),
                    cloud.location("dublin"),
                    new EncryptionKey(cloud.location("dublin"), "dublin-key"));
            first.stop();
            cloud.kill("frankfurt");
            example.badDay(cloud.provider("host-2"), cloud.runtime("host-2"));

            assertThat(cloud.world().running())
                    .extracting(machine -> machine.spec().name())
                    .containsExactlyInAnyOrder("db", "web-1", "web-2");
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Drill of plan 'shop': 3 machines, objectives met")
                .contains("RPO forecast", "RTO forecast", "ec2:RunInstances")
                .contains("Failover of plan 'shop': 3 machines, objectives met");
    }

    @Test
    void theReadmeShowsThisCodeLaidOutForReaders() throws IOException {
        Path source = Path.of("src/main/java/dev/holdfast/examples/ReadmeExample.java");
        String code = CodeInDocsTest.region(source, "ordinary-days") + CodeInDocsTest.region(source, "bad-day");
        Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));

        assertThat(block.find()).as("a block of Java in README.md").isTrue();
        assertThat(withoutSpace(block.group(1)))
                .isEqualTo(withoutSpace(code.replaceAll(".*// not in the README\\n", "")));
        assertThat(block.group(1).lines().filter(line -> !line.isBlank()).count())
                .as("lines of code that a newcomer reads")
                .isLessThanOrEqualTo(25);
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s", "");
    }

    private static void machine(Scene scene, String name, String program, String configuration, String... disks) {
        Scene.MachineScene machine = scene.machine(name, "subnet-prod")
                .tag("app", "shop")
                .boot("/dev/boot", LoaderRecord.install(Content.zeros(1 << 20), program, configuration));
        for (String disk : disks) {
            machine.disk(disk, Content.zeros(1 << 20));
        }
        machine.place();
    }
}
