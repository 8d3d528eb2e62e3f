// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.OperationState;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bad day, twice: the region and the store are gone, and the host that fails over from the kit is stopped at every call
 * and every write. The next one has what that wrote; the database comes from its second, incremental backup, the
 * applications from their images, and everything runs once.
 */
class CrashInFailoverTest {
    private static final int STRIDE = 11;

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aFailoverEndsAsIfNothingHadHappened(CloudProfile profile) {
        Crashes.Run calm = failover(profile, null);
        check(calm);
        Map<String, Long> expected = Crashes.inventory(calm.shop());
        Crashes.everyPoint("failover", calm, 1_106, STRIDE, crash -> {
            Crashes.Run run = failover(profile, crash);
            assertThat(Crashes.inventory(run.shop()))
                    .as("%s, %s", profile.name(), crash)
                    .isEqualTo(expected);
            check(run);
        });
    }

    private static void check(Crashes.Run run) {
        assertThat(run.outcome().state()).as("%s", run.outcome().failures()).isEqualTo(OperationState.SUCCEEDED);
        List<Machine> running = run.shop().cloud.region("east").machines().shelf().actual().stream()
                .filter(Machine::isUp)
                .toList();
        assertThat(running).hasSize(3);
    }

    private static Crashes.Run failover(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        Holdfast holdfast = first.holdfast();
        holdfast.start();
        Backup database = Backup.of(ResourceSelector.machines("db").in(shop.west));
        copy(shop, holdfast, holdfast.submit(database).result());
        List<RecoveryPoint> points = new ArrayList<>(holdfast.submit(database).result());
        points.addAll(holdfast.submit(
                        Backup.of(ResourceSelector.machines("web-1", "web-2").in(shop.west))
                                .asImage())
                .result());
        copy(shop, holdfast, points);
        holdfast.plans().save(shop.plan());
        shop.cloud.kill("west");
        first.runtime().stop();

        Store store = Store.inMemory();
        return Crashes.run(
                shop,
                () -> shop.rescuer(store),
                crash,
                rescuer -> rescuer.submit(
                        Failover.of("shop").source(SourceState.LOST).key(new RequestKey("the bad day"))));
    }

    private static void copy(Shop shop, Holdfast holdfast, List<RecoveryPoint> points) {
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
    }
}
