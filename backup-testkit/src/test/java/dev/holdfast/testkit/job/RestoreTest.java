// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RestoreReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One point comes back as new disks, as a new machine, and in place, byte for byte. */
class RestoreTest {
    private static final String FIRST = "what was written before the backup";
    private static final String LATER = "what was written after it, and is wrong";

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    /** A file server beside the shop: two data disks that nothing writes but the test. */
    private static final class Files {
        final Shop shop;
        final Machine server;
        final Holdfast holdfast;
        final Location west;

        Files(CloudProfile profile) {
            shop = new Shop(profile);
            west = shop.west;
            Scene scene = shop.cloud.scene("west");
            Content boot = LoaderRecord.install(Content.zeros(1 << 20), "application", "database=10.0.1.10:5432\n");
            server = scene.machine("files", "prod")
                    .boot("/dev/boot", boot)
                    .disk("/dev/one", holding(FIRST + " 1"))
                    .disk("/dev/two", holding(FIRST + " 2"))
                    .place();
            shop.cloud.settle();
            holdfast = shop.host().holdfast();
            holdfast.start();
        }

        RecoveryPoint backup() {
            return holdfast.submit(Backup.of(ResourceSelector.machines("files").in(west)))
                    .result()
                    .get(0);
        }

        void spoil() {
            at("/dev/one").durable(holding(LATER + " 1"));
            at("/dev/two").durable(holding(LATER + " 2"));
        }

        Disk at(String device) {
            return server.attachments().stream()
                    .filter(each -> each.device().equals(device))
                    .map(each -> disk("west", each.disk()))
                    .findFirst()
                    .orElseThrow();
        }

        Disk disk(String region, String id) {
            return java.util.Objects.requireNonNull(
                    shop.cloud.region(region).disks().shelf().actual(id), id);
        }

        ResourceId source(String device) {
            return shop.cloud.scene("west").id(at(device));
        }
    }

    private static Content holding(String text) {
        return Content.zeros(1 << 20).with(4096, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String held(Disk disk) {
        return new String(disk.durable().read(4096, 80), StandardCharsets.UTF_8).trim();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aMachineIsSetBackInPlaceAndWhatWasThereIsAPointOfItsOwn(CloudProfile profile) {
        Files files = new Files(profile);
        RecoveryPoint point = files.backup();
        files.spoil();

        RestoreReport report = files.holdfast.submit(Restore.inPlace(point)).result();

        assertThat(report.failures()).isEmpty();
        assertThat(report.restored()).hasSize(3);
        assertThat(held(files.at("/dev/one"))).isEqualTo(FIRST + " 1");
        assertThat(held(files.at("/dev/two"))).isEqualTo(FIRST + " 2");
        assertThat(files.server.isUp()).isTrue();
        for (RestoreReport.Restored each : report.restored()) {
            if (each.former() != null) {
                assertThat(files.disk("west", each.former().id()).exists()).isTrue();
            }
        }
        RecoveryPoint before = files.holdfast.points().stream()
                .filter(each -> each.id().equals(report.safetyPoint()))
                .findFirst()
                .orElseThrow();
        files.holdfast.submit(Restore.inPlace(before).withoutSafetyPoint()).result();
        assertThat(held(files.at("/dev/one"))).isEqualTo(LATER + " 1");
        assertThat(held(files.at("/dev/two"))).isEqualTo(LATER + " 2");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theDisksOfAPointAreMadeAnewAndNothingElseIsTouched(CloudProfile profile) {
        Files files = new Files(profile);
        RecoveryPoint point = files.backup();
        ResourceId two = files.source("/dev/two");
        files.spoil();

        RestoreReport report =
                files.holdfast.submit(Restore.disks(point).only(List.of(two))).result();

        assertThat(report.restored()).singleElement().satisfies(each -> {
            assertThat(each.source()).isEqualTo(two);
            assertThat(held(files.disk("west", each.made().id()))).isEqualTo(FIRST + " 2");
        });
        assertThat(held(files.at("/dev/two"))).isEqualTo(LATER + " 2");
        assertThat(files.server.isUp()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aMachineIsMadeAnewFromACopyInTheOtherRegion(CloudProfile profile) {
        Files files = new Files(profile);
        RecoveryPoint point = files.backup();
        files.holdfast
                .submit(Replication.of(List.of(point))
                        .to(ReplicationTarget.to(files.shop.east).encryptedWith(files.shop.eastKey)))
                .result();
        files.spoil();

        RestoreReport report = files.holdfast
                .submit(Restore.machine(point)
                        .at(files.shop.east)
                        .as(MachineSpec.builder().subnet("dr").build()))
                .result();

        String id = report.restored().get(0).made().id();
        Machine made = java.util.Objects.requireNonNull(
                files.shop.cloud.region("east").machines().shelf().actual(id), id);
        assertThat(made.isUp()).isTrue();
        assertThat(made.attachments())
                .extracting(each -> held(files.disk("east", each.disk())))
                .contains(FIRST + " 1", FIRST + " 2");
        assertThat(files.server.isUp()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void whatCannotBeRestoredIsSaidBeforeAnythingIsDone(CloudProfile profile) {
        Files files = new Files(profile);
        RecoveryPoint point = files.backup();
        int effects = files.shop.cloud.truth().effects().size();

        assertThatThrownBy(() -> files.holdfast
                        .submit(Restore.machine(point).at(files.shop.east))
                        .result())
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("does not lie in")
                .hasMessageContaining("west");
        var preview = files.holdfast.preview(Restore.machine(point).at(files.shop.east));
        assertThat(preview.problems()).hasSize(1);

        assertThat(files.shop.cloud.truth().effects()).hasSize(effects);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aPreviewOfARestoreInPlaceShowsWhatIsThenDone(CloudProfile profile) {
        Files files = new Files(profile);
        RecoveryPoint point = files.backup();
        files.spoil();
        int effects = files.shop.cloud.truth().effects().size();

        var preview = files.holdfast.preview(Restore.inPlace(point));

        assertThat(preview.problems()).isEmpty();
        assertThat(preview.requests()).isNotEmpty();
        assertThat(files.shop.cloud.truth().effects()).hasSize(effects);
        var report = files.holdfast.submit(preview).result();
        assertThat(report.restored()).hasSize(3);
        assertThat(files.shop.cloud.truth().effects())
                .hasSizeGreaterThanOrEqualTo(effects + preview.requests().size());
        assertThat(held(files.at("/dev/one"))).isEqualTo(FIRST + " 1");
    }
}
