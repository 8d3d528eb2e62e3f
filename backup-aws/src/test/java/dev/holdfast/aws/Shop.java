// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepKey;
import dev.holdfast.testkit.kit.KnownFacts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shop that the tests back up: an instance with a boot volume, a data volume, an archive on st1 and scratch. */
final class Shop {
    static final Location FRANKFURT = Location.of("aws", "111111111111", "eu-central-1");
    static final Location DUBLIN = Location.of("aws", "111111111111", "eu-west-1");
    static final Location VAULT_DUBLIN = Location.of("aws", "222222222222", "eu-west-1");
    static final Lane HERE = Lane.of(FRANKFURT);
    static final Lane THERE = Lane.of(DUBLIN);
    static final Lane VAULT = Lane.of(VAULT_DUBLIN);
    static final ResourceId DB = ResourceId.machine(FRANKFURT, "i-db");
    static final RecoveryPointId POINT = new RecoveryPointId("p-1");
    static final StepKey KEY = new StepKey("shop", new OperationId("op-1"), 3, 1);
    static final Instant INTENDED = Instant.parse("2026-11-01T10:00:05Z");
    static final long GIB = 1L << 30;

    private Shop() {}

    static Disk disk(String id, String type, String device, boolean boot) {
        ResourceId disk = ResourceId.disk(FRANKFURT, id);
        return Disk.builder(disk)
                .zone("eu-central-1a")
                .sizeBytes(100 * GIB)
                .type(type)
                .attachment(new DiskAttachment(disk, DB, device, boot))
                .build();
    }

    static List<Disk> disks() {
        return List.of(
                disk("vol-boot", "gp3", "/dev/xvda", true),
                disk("vol-data", "gp3", "/dev/sdf", false),
                disk("vol-archive", "st1", "/dev/sdg", false),
                disk("vol-scratch", "gp3", "/dev/sdh", false));
    }

    static Machine machine(MachineState state) {
        return Machine.builder(DB)
                .state(state)
                .disks(disks().stream().map(Shop::attachmentOf).toList())
                .build();
    }

    private static DiskAttachment attachmentOf(Disk disk) {
        DiskAttachment attachment = disk.attachment();
        if (attachment == null) {
            throw new IllegalStateException(disk + " is loose");
        }
        return attachment;
    }

    static KnownFacts facts() {
        return facts(MachineState.RUNNING);
    }

    static KnownFacts facts(MachineState state) {
        return KnownFacts.none()
                .knowing(new FactQuery.Disks(HERE, List.of("all")), disks())
                .knowing(new FactQuery.Machines(HERE, List.of("all")), List.of(machine(state)));
    }

    static List<ResourceId> volumes(String... ids) {
        return Arrays.stream(ids).map(id -> ResourceId.disk(FRANKFURT, id)).toList();
    }

    static LoweredGroup lower(Purpose purpose, KnownFacts facts, Action... actions) {
        return new AwsLowering().lower(new ActionGroup(purpose, List.of(actions)), facts);
    }

    static Primitive named(LoweredGroup group, String name) {
        return group.primitives().stream()
                .filter(primitive -> primitive.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + " in " + group.primitives()));
    }

    static Call call(Primitive primitive) {
        return new Call(
                primitive,
                KEY,
                new TreeMap<>(Map.of(Marks.HOLDFAST, "1 shop snapshot", Marks.KEY, KEY.toString())),
                INTENDED,
                Payload.Fields.EMPTY);
    }

    /** A call of a primitive whose references have become these values. */
    static Call call(Primitive primitive, String argument, String value) {
        return call(primitive.withArguments(primitive.arguments().with(argument, Payload.of(value))));
    }

    static List<String> rights(Primitive primitive) {
        return primitive.permissions().stream()
                .map(Permission::action)
                .distinct()
                .toList();
    }
}
