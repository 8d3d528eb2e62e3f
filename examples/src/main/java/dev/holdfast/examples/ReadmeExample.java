// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.protection.ConsistencyLevel.APPLICATION;
import static java.time.Duration.ofHours;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryObjectives;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import java.io.PrintStream;

/**
 * The code of the README, in two halves: ordinary days, and the bad day. In a real cloud {@code runtime(...)} is left out;
 * here it brings the simulated cloud's time.
 */
public final class ReadmeExample {
    private final KitStore kits;
    private final Trust trust;
    private final GuestHooks hooks;
    private final PrintStream out;

    /**
     * The example.
     *
     * @param kits where the recovery kit is kept
     * @param trust what signs it
     * @param hooks how the guests of the shop are held still
     * @param out where it prints
     */
    public ReadmeExample(KitStore kits, Trust trust, GuestHooks hooks, PrintStream out) {
        this.kits = kits;
        this.trust = trust;
        this.hooks = hooks;
        this.out = out;
    }

    /**
     * Backs up, copies, saves the plan and drills it.
     *
     * @param provider the cloud
     * @param runtime the time of the simulated cloud
     * @param frankfurt where the shop runs
     * @param dublin where it comes back
     * @param dublinKey the key there
     */
    public void ordinaryDays(
            BackupProvider provider,
            HostRuntime runtime,
            Location frankfurt,
            Location dublin,
            EncryptionKey dublinKey) {
        // region ordinary-days
        try (Holdfast holdfast = Holdfast.builder()
                .installation("shop")
                .provider(provider)
                .store(Store.inMemory())
                .kitStore(kits)
                .trust(trust)
                .runtime(runtime) // not in the README
                .build()) {
            holdfast.start();
            var backup = Backup.of(ResourceSelector.tag("app", "shop").in(frankfurt))
                    .consistency(APPLICATION)
                    .hooks(hooks);
            var points = holdfast.submit(backup).result();
            holdfast.submit(Replication.of(points)
                            .to(ReplicationTarget.to(dublin).encryptedWith(dublinKey)))
                    .result();

            var plan = RecoveryPlan.named("shop")
                    .from(frankfurt)
                    .to(dublin)
                    .objectives(RecoveryObjectives.rpo(ofHours(4)).rto(ofHours(1)))
                    .group("data", g -> g.machines("db").healthCheck(HealthCheck.tcp(5432)))
                    .group("web", g -> g.machines("web-1", "web-2").after("data"))
                    .subnet("subnet-prod", "subnet-dr")
                    .drillSubnet("subnet-isolated")
                    .build();
            holdfast.plans().save(plan); // checked, and in the kit from now on
            out.println(holdfast.submit(Drill.of(plan)).result().summary());
        }
        // endregion
    }

    /**
     * The bad day, another process: no source region, no old store.
     *
     * @param provider the cloud
     * @param runtime the time of the simulated cloud
     */
    public void badDay(BackupProvider provider, HostRuntime runtime) {
        // region bad-day
        // The bad day, another process: no source region, no old store.
        try (Holdfast holdfast = Holdfast.builder()
                .fromKit(kits)
                .provider(provider)
                .store(Store.inMemory())
                .trust(trust)
                .runtime(runtime) // not in the README
                .build()) {
            holdfast.start();
            var preview = holdfast.preview(Failover.of("shop").source(SourceState.LOST));
            out.println(preview); // every request, RPO and RTO forecast
            out.println(holdfast.submit(preview).result().summary());
        }
        // endregion
    }
}
