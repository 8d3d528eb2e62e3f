// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.Holdfast;
import dev.holdfast.HoldfastBuilder;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryObjectives;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.SimulatedCluster;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.fault.FaultScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** A shop of a database and two application machines in one region, with a second region to go to. */
final class Shop {
    static final int PORT = 5432;

    final SimulatedCloud cloud;
    final Location west;
    final Location east;
    final EncryptionKey eastKey;
    final Machine database;
    final Store store = Store.inMemory();
    final KitStore kit = KitStore.inMemory();
    final Trust trust = Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8));
    private int hosts;

    Shop(CloudProfile profile, long seed, FaultScript faults) {
        cloud = SimulatedCloud.builder(profile)
                .region("west", "west-a", "west-b")
                .region("east", "east-a", "east-b")
                .seed(seed)
                .faults(faults)
                .build();
        west = cloud.location("west");
        east = cloud.location("east");
        Scene source = cloud.scene("west").subnet("prod", "10.0.1.0/24");
        cloud.scene("east")
                .subnet("dr", "10.0.2.0/24")
                .subnet("isolated", "10.0.3.0/24")
                .key("east-key");
        eastKey = new EncryptionKey(east, "east-key");
        database = source.database("db", "prod", "10.0.1.10");
        source.application("web-1", "prod", "10.0.1.11", "10.0.1.10:" + PORT);
        source.application("web-2", "prod", "10.0.1.12", "10.0.1.10:" + PORT);
        cloud.settle();
    }

    Shop(CloudProfile profile) {
        this(profile, 1, new FaultScript(1));
    }

    /** A host of this installation; the one before must have been stopped. */
    Host host() {
        return host(builder -> builder.kitStore(kit));
    }

    /** A host of this installation that is given more than the least; the one before must have been stopped. */
    Host host(Consumer<HoldfastBuilder> more) {
        WorldRuntime runtime = cloud.runtime("host-" + ++hosts);
        HoldfastBuilder builder = Holdfast.builder()
                .installation("shop")
                .host("host-" + hosts)
                .provider(cloud.provider("host-" + hosts))
                .store(store)
                .trust(trust)
                .runtime(runtime)
                .seed(hosts);
        more.accept(builder);
        return new Host(builder.build(), runtime);
    }

    /** A host that works on the installation beside others. */
    Host member(SimulatedCluster cluster, Consumer<HoldfastBuilder> more) {
        WorldRuntime runtime = cloud.runtime("host-" + ++hosts);
        HoldfastBuilder builder = Holdfast.builder()
                .installation("shop")
                .host("host-" + hosts)
                .provider(cloud.provider("host-" + hosts))
                .store(cluster.store())
                .cluster(cluster.host(runtime))
                .trust(trust)
                .runtime(runtime)
                .seed(hosts);
        more.accept(builder);
        return new Host(builder.build(), runtime);
    }

    /** A host that has the kit and nothing else. */
    Host rescuer() {
        return rescuer(Store.inMemory());
    }

    /** A host that has the kit, and what the one before it wrote. */
    Host rescuer(Store own) {
        return rescuer(own, builder -> builder.fromKit(kit));
    }

    /** A host that takes over from kits, and is given its own store. */
    Host rescuer(Store own, Consumer<HoldfastBuilder> kits) {
        WorldRuntime runtime = cloud.runtime("rescuer-" + ++hosts);
        HoldfastBuilder builder = Holdfast.builder()
                .host("rescuer-" + hosts)
                .provider(cloud.provider("rescuer-" + hosts))
                .store(own)
                .trust(trust)
                .runtime(runtime)
                .seed(99 + hosts);
        kits.accept(builder);
        return new Host(builder.build(), runtime);
    }

    /** A host that takes over from kits beside others that do. */
    Host rescuingMember(SimulatedCluster cluster, Consumer<HoldfastBuilder> kits) {
        WorldRuntime runtime = cloud.runtime("rescuer-" + ++hosts);
        HoldfastBuilder builder = Holdfast.builder()
                .host("rescuer-" + hosts)
                .provider(cloud.provider("rescuer-" + hosts))
                .store(cluster.store())
                .cluster(cluster.host(runtime))
                .trust(trust)
                .runtime(runtime)
                .seed(99 + hosts);
        kits.accept(builder);
        return new Host(builder.build(), runtime);
    }

    record Host(Holdfast holdfast, WorldRuntime runtime) {}

    RecoveryPlan plan() {
        return RecoveryPlan.named("shop")
                .from(west)
                .to(east)
                .objectives(RecoveryObjectives.rpo(Duration.ofHours(24)).rto(Duration.ofHours(2)))
                .group("data", group -> group.machines("db").healthCheck(HealthCheck.tcp(PORT)))
                .group("web", group -> group.machines("web-1", "web-2").after("data"))
                .subnet("prod", "dr")
                .drillSubnet("isolated")
                .build();
    }
}
