// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryObjectives;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceSelector;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the shop is called, where it is, and how it is protected. */
public final class Shop {
    public static final String INSTALLATION = "shop";
    public static final String PLAN = "shop";
    static final String ACCOUNT = "acme";
    public static final String SOURCE = "frankfurt";
    public static final String TARGET = "dublin";
    static final String SOURCE_KEY = "frankfurt-key";
    static final String TARGET_KEY = "dublin-key";

    static final String DATABASE = "db";
    public static final List<String> WEB = List.of("web-1", "web-2");
    static final int DATABASE_PORT = 5432;
    static final int WEB_PORT = 8080;
    static final String DATABASE_ADDRESS = "10.0.1.4";
    static final String RANGE = "10.0.1.0/24";

    static final String PRODUCTION = "subnet-prod";
    public static final String RECOVERY = "subnet-dr";
    static final String ISOLATED = "subnet-isolated";

    private Shop() {}

    /** The names of all machines, sorted. */
    public static List<String> machines() {
        return Stream.concat(Stream.of(DATABASE), WEB.stream()).sorted().toList();
    }

    static Location at(String region) {
        return new Location(ProviderId.of("simulated"), ACCOUNT, region, null);
    }

    /** All disks of the database at one moment, written out by the database itself. */
    public static Backup databaseBackup() {
        return Backup.of(ResourceSelector.machines(DATABASE).in(at(SOURCE)))
                .consistency(ConsistencyLevel.APPLICATION)
                .hooks(new GuestHooks(List.of("freeze"), List.of("thaw"), GuestHooks.DEFAULT_DEAD_MAN));
    }

    public static Backup webBackup() {
        return Backup.of(ResourceSelector.machines(WEB.toArray(String[]::new)).in(at(SOURCE)))
                .asImage();
    }

    public static ReplicationTarget target() {
        return ReplicationTarget.to(at(TARGET)).encryptedWith(new EncryptionKey(at(TARGET), TARGET_KEY));
    }

    public static RecoveryPlan plan() {
        return RecoveryPlan.named(PLAN)
                .from(at(SOURCE))
                .to(at(TARGET))
                .objectives(RecoveryObjectives.rpo(Duration.ofHours(4)).rto(Duration.ofHours(1)))
                .group("data", group -> group.machines(DATABASE).healthCheck(HealthCheck.tcp(DATABASE_PORT)))
                .group(
                        "web",
                        group -> group.machines(WEB.toArray(String[]::new))
                                .after("data")
                                .healthCheck(HealthCheck.http(WEB_PORT, "/health")))
                .subnet(PRODUCTION, RECOVERY)
                .drillSubnet(ISOLATED)
                // The application knows the database by this address.
                .override(
                        DATABASE,
                        MachineSpec.builder()
                                .name(DATABASE)
                                .privateIp(DATABASE_ADDRESS)
                                .build())
                .build();
    }
}
