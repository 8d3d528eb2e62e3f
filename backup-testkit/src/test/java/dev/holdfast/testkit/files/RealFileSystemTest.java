// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.proof.Proof;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.front.CallObserver;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file system that Linux tools made lies on a disk. From the moment its snapshot is taken, and while the snapshot is
 * under way, a program writes another one over it. What comes back in the other region is the first one, to the byte.
 */
class RealFileSystemTest {
    private static final int MEBIBYTES = 24;
    private static final Proof PROOF = Proof.of("real file system", "recoveries", 6);
    private static int proven;

    /** A machine of a cloud, backed up as a set of snapshots or as an image. */
    private record Case(CloudProfile profile, boolean image) {
        @Override
        public String toString() {
            return profile.name() + (image ? ", image" : ", set");
        }
    }

    static Stream<Case> cases() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure())
                .flatMap(profile -> Stream.of(new Case(profile, false), new Case(profile, true)));
    }

    @BeforeAll
    static void toolsAreThere() {
        List<String> missing = Ext4.missing();
        String why = "this machine has no " + String.join(", ", missing) + "; install e2fsprogs";
        if (!missing.isEmpty()) {
            PROOF.skipped(cases().count(), why);
        }
        Assumptions.assumeTrue(missing.isEmpty(), why);
    }

    @AfterAll
    static void says() {
        if (Ext4.missing().isEmpty()) {
            PROOF.covered(cases().count(), proven);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFileSystemThatIsOverwrittenWhileItsSnapshotRunsComesBackAsItWas(Case of, @TempDir Path scratch)
            throws IOException {
        Ext4 ext4 = new Ext4(scratch);
        Path before = Ext4.tree(scratch.resolve("before"), 1);
        Path after = Ext4.tree(scratch.resolve("after"), 2);
        byte[] first = ext4.image(before, "first.img", MEBIBYTES);
        byte[] second = ext4.image(after, "second.img", MEBIBYTES);
        try (SimulatedCloud cloud = SimulatedCloud.builder(of.profile())
                .region("west")
                .region("east")
                .build()) {
            cloud.world().programs().register(Overwriter.NAME, () -> new Overwriter(second));
            Machine machine = cloud.scene("west")
                    .subnet("prod", "10.0.1.0/24")
                    .machine("files", "prod")
                    .address("10.0.1.10")
                    .boot("/dev/boot", LoaderRecord.install(Content.zeros(1 << 20), Overwriter.NAME, ""))
                    .disk(Overwriter.DEVICE, Content.load(new ByteArrayInputStream(first), first.length))
                    .place();
            cloud.scene("east").subnet("dr", "10.0.2.0/24");
            List<Boolean> whileItRan = overwriteFromTheMomentOfTheSnapshot(cloud);
            Location west = cloud.location("west");
            Location east = cloud.location("east");
            KitStore kits = KitStore.file(scratch.resolve("kit"));
            Trust trust = Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8));

            WorldRuntime host = cloud.runtime("host");
            Holdfast holdfast = Holdfast.builder()
                    .installation("shop")
                    .provider(cloud.provider())
                    .runtime(host)
                    .store(Store.inMemory())
                    .kitStore(kits)
                    .trust(trust)
                    .build();
            holdfast.start();
            Backup backup = Backup.of(ResourceSelector.machines("files").in(west));
            var points = holdfast.submit(of.image() ? backup.asImage() : backup).result();
            holdfast.submit(Replication.of(points).to(ReplicationTarget.to(east)))
                    .result();
            holdfast.plans()
                    .save(RecoveryPlan.named("files")
                            .from(west)
                            .to(east)
                            .group("files", group -> group.machines("files"))
                            .subnet("prod", "dr")
                            .build());
            assertThat(whileItRan).as("writes while the snapshot was under way").contains(true);
            assertThat(bytes(cloud, "west", machine)).as("the source by now").isEqualTo(second);
            cloud.kill("west");
            host.stop();
            Holdfast rescuer = Holdfast.builder()
                    .fromKit(kits)
                    .provider(cloud.provider("rescuer"))
                    .runtime(cloud.runtime("rescuer"))
                    .store(Store.inMemory())
                    .trust(trust)
                    .build();
            rescuer.start();
            RecoveryReport report = rescuer.submit(Failover.of("files").source(SourceState.LOST))
                    .result();
            assertThat(report.failures()).isEmpty();

            Machine recovered = cloud.region("east").machines().shelf().actual().get(0);
            Path disk = Files.write(scratch.resolve("recovered.img"), bytes(cloud, "east", recovered));
            assertThat(ext4.checked(disk)).doesNotContain("WARNING");
            assertThat(Ext4.read(ext4.files(disk, "recovered")))
                    .as("files of the recovered disk")
                    .isEqualTo(Ext4.read(before))
                    .hasSizeGreaterThan(20);
            assertThat(Files.readAllBytes(disk)).as("the recovered disk").isEqualTo(first);
            proven++;
        }
    }

    /** Tells the program to write as soon as a snapshot is taken; then, whether that was still under way soon after. */
    private static List<Boolean> overwriteFromTheMomentOfTheSnapshot(SimulatedCloud cloud) {
        List<Boolean> underWay = new ArrayList<>();
        cloud.world().front().observe((phase, number, request) -> {
            boolean taken = phase == CallObserver.Phase.TOOK_EFFECT
                    && !(cloud.truth().existing("SNAPSHOT").isEmpty()
                            && cloud.truth().existing("IMAGE").isEmpty());
            if (taken && underWay.isEmpty()) {
                underWay.add(false);
                cloud.world()
                        .network()
                        .probe("prod", "10.0.1.10", Overwriter.PORT, "overwrite", Duration.ofMinutes(1), answer -> {});
                cloud.world().loop().after(Duration.ofSeconds(5), () -> underWay.add(isUnderWay(cloud)));
            }
        });
        return underWay;
    }

    private static boolean isUnderWay(SimulatedCloud cloud) {
        boolean snapshot = cloud.region("west").snapshots().shelf().actual().stream()
                .anyMatch(each -> each.state() == Lifecycle.CREATING);
        boolean image = cloud.region("west").images().shelf().actual().stream()
                .anyMatch(each -> each.state() == Lifecycle.CREATING);
        return snapshot || image;
    }

    private static byte[] bytes(SimulatedCloud cloud, String region, Machine machine) throws IOException {
        String id = machine.attachments().stream()
                .filter(attachment -> attachment.device().equals(Overwriter.DEVICE))
                .findFirst()
                .orElseThrow()
                .disk();
        Content content = Objects.requireNonNull(
                        cloud.region(region).disks().shelf().actual(id))
                .durable();
        return content.read(0, (int) content.size());
    }
}
