// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What all topics share: a fresh harness for each rule, and the actions that rules try. */
abstract class Topic extends RuledTopic {
    static final RecoveryPointId POINT = new RecoveryPointId("kit-point");

    private @Nullable ProviderHarness opened;
    private @Nullable Hand driver;

    @Override
    void open(RuledKit kit) {
        ProviderHarness fresh = Objects.requireNonNull(((ProviderCompatibilityKit) kit).harness(), "harness()");
        opened = fresh;
        driver = new Hand(fresh);
    }

    @Override
    Set<Needs> offers() {
        return harness().offers();
    }

    @Override
    Facet.Status status(Facet facet) {
        return Objects.requireNonNull(provider().facets().get(facet), "the status of facet " + facet);
    }

    @Override
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    ProviderHarness harness() {
        return Objects.requireNonNull(opened, "a harness");
    }

    Hand hand() {
        return Objects.requireNonNull(driver, "a hand");
    }

    BackupProvider provider() {
        return harness().provider();
    }

    Lane lane() {
        return Lane.of(harness().looseDisk().location());
    }

    // ---- what there is

    boolean hasMachines() {
        return harness().offers().contains(Needs.MACHINES);
    }

    Machine machine() {
        return hand().read(new FactQuery.Machines(
                        lane(), List.of(harness().machine().id())))
                .get(0);
    }

    Optional<Disk> disk(String id) {
        return hand().read(new FactQuery.Disks(lane(), List.of(id))).stream().findFirst();
    }

    List<ResourceId> disks() {
        List<ResourceId> disks = new ArrayList<>();
        machine().disks().forEach(attachment -> disks.add(attachment.disk()));
        assertThat(disks)
                .as(
                        "the disks of machine %s, which the harness gives at least two",
                        harness().machine())
                .hasSizeGreaterThan(1);
        return disks;
    }

    /** The machine of a set; none where there are no machines. */
    List<ResourceId> machines() {
        return hasMachines() ? List.of(harness().machine()) : List.of();
    }

    /** The disks of the machine; where there are no machines, a loose one. */
    List<ResourceId> anyDisks() {
        return hasMachines() ? disks() : List.of(harness().looseDisk());
    }

    ReplicaDescription replica(Lane where, ProductKind kind, String id) {
        List<ReplicaDescription> found =
                hand().read(new FactQuery.Replicas(where, kind, List.of(id), ReplicaDescription.Aspect.STATE));
        assertThat(found).as("the description of %s %s in %s", kind, id, where).hasSize(1);
        return found.get(0);
    }

    // ---- actions

    Action.TakeSnapshots take(String id, List<ResourceId> disks) {
        boolean loose = List.of(harness().looseDisk(), harness().otherDisk()).containsAll(disks);
        return take(id, loose ? List.of() : machines(), disks, null);
    }

    Action.TakeSnapshots take(
            String id, List<ResourceId> machines, List<ResourceId> disks, @Nullable GuestHooks hooks) {
        ConsistencyLevel level = hooks == null ? ConsistencyLevel.CRASH : ConsistencyLevel.APPLICATION;
        return new Action.TakeSnapshots(id, POINT, machines, disks, level, level, hooks);
    }

    /** Takes the disks of the machine while its guest is held; skips the rule where no guest can be. */
    Action.TakeSnapshots held() {
        Assumptions.assumeTrue(harness().hooks().isPresent(), "the harness has no guest hooks");
        return take(
                "held", List.of(harness().machine()), disks(), harness().hooks().orElseThrow());
    }

    /** Work that goes on after its call was answered. */
    record InWork(Primitive primitive, StepKey key, RemoteTask task) {}

    /** Begins a snapshot, or a copy of it where that is done within its call; skips the rule where both are. */
    InWork begin(String id, ResourceId disk) {
        return begin(id, disk, () -> {});
    }

    /** The same; something is done before each call. */
    InWork begin(String id, ResourceId disk, Runnable before) {
        Primitive take = hand().first(Purpose.PROTECT, take(id, List.of(disk)));
        StepKey key = hand().key();
        before.run();
        Answer answer = hand().start(take, key);
        if (answer instanceof Answer.Done done) {
            String made = id(new Hand.Result(done.outputs(), done.members(), key));
            Primitive copy = hand().last(Purpose.PROTECT, copy(id + "-copy", made, disk));
            StepKey second = hand().key();
            before.run();
            return inWork(copy, second, hand().start(copy, second));
        }
        return inWork(take, key, answer);
    }

    static InWork inWork(Primitive primitive, StepKey key, Answer answer) {
        Assumptions.assumeTrue(answer instanceof Answer.Started, "all is done within its call here");
        return new InWork(primitive, key, ((Answer.Started) answer).task());
    }

    /** The cloud id of the one thing that was made. */
    static String id(Hand.Result result) {
        return result.members().isEmpty()
                ? result.outputs().text("id")
                : ids(result.members()).get(0);
    }

    /** Takes a snapshot of one disk; its cloud id. */
    String snapshot(String id, ResourceId disk) {
        Action.TakeSnapshots action = take(id, List.of(disk));
        return only(hand().run(Purpose.PROTECT, action).members(action)).getValue();
    }

    /** Takes a set of all disks of the machine; the cloud ids by disk. */
    Map<String, String> set(String id) {
        Action.TakeSnapshots action = take(id, disks());
        return hand().run(Purpose.PROTECT, action).members(action);
    }

    static Map.Entry<String, String> only(Map<String, String> members) {
        assertThat(members).as("the members of a snapshot of one disk").hasSize(1);
        return members.entrySet().iterator().next();
    }

    ReplicaRef ref(Lane where, ProductKind kind, String id, ResourceId source) {
        return ReplicaRef.of(where, kind, id, source, 0);
    }

    ReplicaRef snapshotRef(String id, ResourceId source) {
        return ref(lane(), ProductKind.SNAPSHOT, id, source);
    }

    Action.RestoreDisk restore(String id, String snapshot, ResourceId source) {
        Disk was = disk(source.id()).orElseThrow();
        DiskSpec spec = new DiskSpec("kit", false, was.sizeBytes(), was.type(), null);
        return new Action.RestoreDisk(id, snapshotRef(snapshot, source), was.zone(), spec);
    }

    Action.RecoverMachine recover(String id, MachineSpec spec) {
        Map<String, String> set = set(id + "-set");
        List<ReplicaRef> replicas = new ArrayList<>();
        for (ResourceId disk : disks()) {
            replicas.add(snapshotRef(Objects.requireNonNull(set.get(disk.id())), disk));
        }
        return new Action.RecoverMachine(
                id, harness().machine(), replicas, harness().machine().location(), spec);
    }

    MachineSpec.Builder specification() {
        return machine().spec().toBuilder()
                .name("kit-recovered")
                .subnet(harness().subnet())
                .privateIp(null)
                .tags(Map.of("kit", "recovered"));
    }

    Action.CopyReplica copy(String id, String snapshot, ResourceId disk) {
        Assumptions.assumeTrue(harness().elsewhere().isPresent(), "the harness has no place for copies");
        return new Action.CopyReplica(
                id,
                POINT,
                snapshotRef(snapshot, disk),
                harness().elsewhere().orElseThrow(),
                harness().key().orElse(null),
                null);
    }

    // ---- finding requests of a class

    /** A request of this class that makes something, ready to be sent; skips the rule if the provider has none. */
    Primitive making(RepeatClass repeat) {
        ResourceId disk = harness().looseDisk();
        Map<String, Action> tries = new LinkedHashMap<>();
        tries.put("a snapshot", take("made", List.of(disk)));
        for (Action action : tries.values()) {
            Optional<Primitive> found = making(repeat, action);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Optional<Primitive> found = making(repeat, restore("restored", snapshot("base", disk), disk));
        Assumptions.assumeTrue(found.isPresent(), "no request that makes a snapshot or a disk is of class " + repeat);
        return found.orElseThrow();
    }

    private Optional<Primitive> making(RepeatClass repeat, Action action) {
        return hand().lower(Purpose.PROTECT, action).primitives().stream()
                .filter(primitive -> primitive.repeat() == repeat && primitive.product() != ProductKind.NOTHING)
                .findFirst();
    }

    static List<String> ids(List<Member> members) {
        List<String> ids = new ArrayList<>();
        for (Member member : members) {
            String id = member.cloudId();
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }
}
