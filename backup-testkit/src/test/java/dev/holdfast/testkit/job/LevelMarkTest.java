// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Prune;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a point got is written on its snapshots once it is known, so that it is there without the catalogue. */
class LevelMarkTest {
    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theSnapshotsOfAnApplicationConsistentPointSaySo(CloudProfile profile) {
        Shop shop = new Shop(profile);
        Holdfast holdfast = shop.host().holdfast();
        holdfast.start();
        // Azure's Run Command takes its time for each word.
        GuestHooks hooks = new GuestHooks(List.of("freeze"), List.of("thaw"), Duration.ofMinutes(10));
        Backup crash = Backup.of(ResourceSelector.machines("db").in(shop.west));

        RecoveryPoint point = holdfast.submit(
                        crash.consistency(ConsistencyLevel.APPLICATION).hooks(hooks))
                .result()
                .get(0);
        RecoveryPoint plain = holdfast.submit(crash).result().get(0);

        assertThat(point.got()).isEqualTo(ConsistencyLevel.APPLICATION);
        assertThat(marks(shop, point))
                .allSatisfy(marks -> assertThat(marks.get("holdfast-data")).contains(":application:application"));
        assertThat(marks(shop, plain))
                .allSatisfy(marks -> assertThat(marks.get("holdfast-data")).contains(":crash:@none"));
        // The seal was written anew with it: a prune still knows them for ours.
        holdfast.submit(crash).result();
        assertThat(holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(2)))
                        .result()
                        .spared())
                .isEmpty();
    }

    private static List<SortedMap<String, String>> marks(Shop shop, RecoveryPoint point) {
        return point.replicas().stream()
                .map(replica -> shop.cloud.region("west").snapshots().shelf().actual(replica.cloudId()))
                .map(Snapshot::marks)
                .toList();
    }
}
