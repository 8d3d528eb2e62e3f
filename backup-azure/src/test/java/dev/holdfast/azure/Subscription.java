// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A small subscription, as facts, and a way to write down what was lowered. */
final class Subscription implements Facts {
    static final String ID = "00000000-0000-0000-0000-000000000001";
    static final Location WEST = Location.of("azure", ID, "westus");
    static final Location EAST = Location.of("azure", ID, "eastus");
    static final String GROUP = "/subscriptions/" + ID + "/resourceGroups/shop/providers/";
    static final ResourceId VM = ResourceId.machine(WEST, GROUP + "Microsoft.Compute/virtualMachines/db");
    static final ResourceId OS = ResourceId.disk(WEST, GROUP + "Microsoft.Compute/disks/db-os");
    static final ResourceId DATA = ResourceId.disk(WEST, GROUP + "Microsoft.Compute/disks/db-data");
    static final String SNAPSHOT = GROUP + "Microsoft.Compute/snapshots/s1";
    static final ArmId GALLERY = new ArmId(GROUP + "Microsoft.Compute/galleries/images");
    static final String VERSION = GALLERY.text() + "/images/holdfast-db/versions/1.2.3";
    static final RecoveryPointId POINT = new RecoveryPointId("p1");
    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    static final StepKey KEY = new StepKey("shop", new OperationId("op-1"), 3, 1);
    static final AzureSettings SETTINGS = new AzureSettings("holdfast", GALLERY);

    private final Map<FactQuery<?>, Fact<?>> answers = new HashMap<>();
    private final Map<String, String> machine = new TreeMap<>(Map.of("osType", "Linux", "hyperVGeneration", "V2"));
    private MachineState state = MachineState.RUNNING;
    private String type = "Premium_LRS";
    private boolean incremental = true;

    <T> Subscription answer(FactQuery<T> query, T item) {
        answers.put(query, new Fact<>(List.of(item), true, Fact.Source.CLOUD, NOW));
        return this;
    }

    Subscription windows() {
        machine.put("osType", "Windows");
        return this;
    }

    Subscription stopped() {
        state = MachineState.STOPPED;
        return this;
    }

    Subscription disksOf(String value) {
        type = value;
        return this;
    }

    Subscription fullSnapshots() {
        incremental = false;
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // put together with the query's own type
    public <T> Optional<Fact<T>> get(FactQuery<T> query) {
        return Optional.ofNullable((Fact<T>) answers.get(query));
    }

    @Override
    public Optional<Disk> disk(ResourceId id) {
        return id.equals(OS) || id.equals(DATA)
                ? Optional.of(Disk.builder(id)
                        .name(new ArmId(id.id()).name())
                        .sizeBytes(64L << 30)
                        .type(type)
                        .build())
                : Optional.empty();
    }

    @Override
    public Optional<Machine> machine(ResourceId id) {
        return id.equals(VM)
                ? Optional.of(Machine.builder(id)
                        .name("db")
                        .state(state)
                        .spec(spec())
                        .disks(List.of(
                                new DiskAttachment(OS, VM, "os", true), new DiskAttachment(DATA, VM, "0", false)))
                        .attributes(machine)
                        .build())
                : Optional.empty();
    }

    @Override
    public Optional<ReplicaDescription> replica(Lane lane, String cloudId) {
        return cloudId.contains("gone")
                ? Optional.empty()
                : Optional.of(ReplicaDescription.builder(lane, ProductKind.SNAPSHOT, cloudId)
                        .attributes(Map.of("incremental", Boolean.toString(incremental)))
                        .build());
    }

    static MachineSpec spec() {
        return MachineSpec.builder()
                .name("db")
                .type("Standard_D2s_v5")
                .subnet(GROUP + "Microsoft.Network/virtualNetworks/dr/subnets/a")
                .privateIp("10.1.0.4")
                .disks(List.of(diskSpec("os", true), diskSpec("0", false)))
                .attributes(Map.of("osType", "Linux"))
                .build();
    }

    static DiskSpec diskSpec(String device, boolean boot) {
        return new DiskSpec(device, boot, 64L << 30, "Premium_LRS", null);
    }

    static ReplicaRef snapshot(Location at, String id, ResourceId source) {
        return ReplicaRef.of(Lane.of(at), ProductKind.SNAPSHOT, id, source, 64L << 30);
    }

    static ReplicaRef version(Location at) {
        return new ReplicaRef(Lane.of(at), ProductKind.IMAGE, VERSION, VM, 0, Lane.of(WEST));
    }

    LoweredGroup lower(Purpose purpose, Action... actions) {
        return new AzureLowering(SETTINGS).lower(new ActionGroup(purpose, List.of(actions)), this);
    }

    static Call call(Primitive primitive) {
        return call(primitive, Payload.Fields.EMPTY);
    }

    static Call call(Primitive primitive, Payload.Fields seen) {
        return new Call(
                primitive, KEY, new TreeMap<>(Map.of(Marks.KEY, KEY.toString(), Marks.HOLDFAST, "1 shop")), NOW, seen);
    }

    static Trace trace(Primitive primitive) {
        return new Trace(primitive, KEY, NOW, primitive.lane());
    }

    static ReplicationDescription replicated(String id, ReplicationDescription.Operation... allowed) {
        return new ReplicationDescription(id, VM.id(), WEST, EAST, "Protected", NOW, Set.of(allowed));
    }

    /** Everything of a primitive that the engine acts on, in one line. */
    static String shape(Primitive step) {
        return step.name() + " = " + step.type() + " " + step.repeat() + " "
                + step.lane().region() + " "
                + step.product()
                + step.edges().stream().map(Subscription::shape).toList()
                + step.limits().stream().map(LimitUse::limit).toList()
                + (step.completes().isEmpty() ? "" : " completes " + step.completes())
                + (step.undo().isEmpty()
                        ? ""
                        : " undo " + step.undo().stream().map(Primitive::type).toList());
    }

    private static String shape(Edge edge) {
        return edge.kind() + " " + edge.step();
    }

    static List<String> shapes(LoweredGroup lowered) {
        return lowered.primitives().stream().map(Subscription::shape).toList();
    }

    static Action.TakeSnapshots take(
            List<ResourceId> machines,
            List<ResourceId> disks,
            ConsistencyLevel level,
            ConsistencyLevel floor,
            @Nullable GuestHooks hooks) {
        return new Action.TakeSnapshots("a", POINT, machines, disks, level, floor, hooks);
    }
}
