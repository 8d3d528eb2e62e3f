// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Calls under names of ours that land when nobody waits for them any more. */
class LateCallTest {
    private final FaultScript faults = new FaultScript(1);
    private final Shop shop = new Shop(CloudProfile.azure(), 1, faults);
    private final Shop.Host host = shop.host();
    private final Holdfast holdfast = host.holdfast();

    private Backup backup() {
        return Backup.of(ResourceSelector.machines("web-1").in(shop.west));
    }

    private ReplicationTarget east() {
        return ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey);
    }

    private List<GroundTruth.Thing> inTheEast(String kind) {
        return shop.cloud.truth().everything().stream()
                .filter(thing -> thing.region().equals("east") && thing.kind().equals(kind))
                .filter(thing -> thing.gone() == null)
                .toList();
    }

    private void twoDaysPass() throws InterruptedException {
        assertThat(host.runtime().await(() -> false, Duration.ofDays(2))).isFalse();
    }

    @Test
    void whatALateCallMakesAnewAfterTheDrillHasRemovedItIsRemovedAgain() throws InterruptedException {
        faults.when(
                Match.api("PUT disks")
                        .where(call -> call.region().equals("east"))
                        .nth(1),
                new Fault.LateArrival(Duration.ofMinutes(20)));
        holdfast.start();
        holdfast.submit(Backup.of(ResourceSelector.machines("db", "web-1", "web-2")
                                .in(shop.west))
                        .copiedTo(east()))
                .result();
        holdfast.plans().save(shop.plan());
        holdfast.submit(Drill.of("shop")).result();
        assertThat(inTheEast("DISK")).as("right after the drill").isEmpty();

        twoDaysPass();
        List<String> made = shop.cloud.truth().effects().stream()
                .filter(effect -> effect.what().equals("made") && effect.kind().equals("DISK"))
                .filter(effect -> effect.request().host().equals(host.runtime().host()))
                .map(GroundTruth.Effect::id)
                .toList();
        assertThat(made).as("one of three disks was made twice").hasSize(6);
        assertThat(new TreeSet<>(made)).hasSize(5);
        assertThat(inTheEast("DISK")).isEmpty();
    }

    @Test
    void aCopyThatAnotherOperationHasMadeMeanwhileIsNobodysTwin() throws InterruptedException {
        faults.when(Match.api("PATCH images").nth(1), new Fault.LoseRequest());
        faults.when(Match.api("PATCH images").nth(2), new Fault.HardError("InvalidParameter", 400));
        holdfast.start();
        List<RecoveryPoint> images = holdfast.submit(backup().asImage()).result();
        Operation<List<RecoveryPoint>> first =
                holdfast.submit(Replication.of(images).to(east()));
        assertThat(first.await(Duration.ofHours(1)).orElseThrow().state()).isEqualTo(OperationState.FAILED);

        RecoveryPoint copied =
                holdfast.submit(Replication.of(images).to(east())).result().get(0);
        twoDaysPass();
        assertThat(inTheEast("IMAGE"))
                .extracting(GroundTruth.Thing::id)
                .containsAnyElementsOf(copied.replicas().stream()
                        .map(replica -> replica.cloudId())
                        .toList());
    }
}
