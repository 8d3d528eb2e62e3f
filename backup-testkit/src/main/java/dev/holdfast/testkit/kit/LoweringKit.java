// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** Lowering: what an action takes, said beforehand. */
abstract class LoweringKit extends Topic {
    private List<Action> actions() {
        List<ResourceId> disks = anyDisks();
        ResourceId disk = disks.get(disks.size() - 1);
        String snapshot = snapshot("base", disk);
        List<Action> actions = new ArrayList<>(List.of(
                take("one", List.of(disk)),
                take("all", disks),
                restore("back", snapshot, disk),
                new Action.RestoreDisk(
                        "anywhere",
                        snapshotRef(snapshot, disk),
                        null,
                        new DiskSpec("kit", false, disk(disk.id()).orElseThrow().sizeBytes(), "standard", null)),
                new Action.DeleteReplica("delete", snapshotRef(snapshot, disk))));
        if (hasMachines()) {
            actions.add(new Action.StopMachine("stop", harness().machine()));
            actions.add(rollBack("roll-back", snapshot, disk));
        }
        if (harness().elsewhere().isPresent()) {
            actions.add(copy("copy", snapshot, disk));
        }
        harness().hooks().ifPresent(hooks -> actions.add(take("held", machines(), disks, hooks)));
        return actions;
    }

    private Action rollBack(String id, String snapshot, ResourceId disk) {
        var attachment = Objects.requireNonNull(disk(disk.id()).orElseThrow().attachment());
        DiskSpec spec = new DiskSpec(
                attachment.device(),
                attachment.boot(),
                disk(disk.id()).orElseThrow().sizeBytes(),
                "standard",
                null);
        return new Action.RollBackDisk(
                id, disk, harness().machine(), snapshotRef(snapshot, disk), spec, MachineState.RUNNING);
    }

    private List<Hand.Plan> plans() {
        return actions().stream()
                .map(action -> hand().plan(Purpose.PROTECT, action))
                .toList();
    }

    @Rule(value = "HF-LWR-01", says = "Lowering the same actions with the same facts twice gives equal requests.")
    void loweringTwiceGivesTheSame() {
        for (Hand.Plan plan : plans()) {
            assertThat(provider().lowering().lower(plan.group(), plan.facts()))
                    .as("the second lowering of %s", plan.group().actions())
                    .isEqualTo(plan.lowered());
        }
    }

    @Rule(value = "HF-LWR-02", says = "Lowering makes no call.", needs = Needs.GROUND_TRUTH)
    void loweringMakesNoCall() {
        List<Hand.Plan> plans = plans();
        long before = harness().requests();
        for (Hand.Plan plan : plans) {
            provider().lowering().needs(plan.group(), plan.facts());
            provider().lowering().lower(plan.group(), plan.facts());
        }
        assertThat(harness().requests() - before)
                .as("requests sent while lowering")
                .isZero();
    }

    @Rule(value = "HF-LWR-03", says = "The order in which facts were read, and of their rows, changes nothing.")
    void theOrderOfFactsDoesNotMatter() {
        for (Hand.Plan plan : plans()) {
            assertThat(provider().lowering().lower(plan.group(), plan.facts().reversed()))
                    .as(
                            "the lowering of %s with its facts in the opposite order",
                            plan.group().actions())
                    .isEqualTo(plan.lowered());
        }
    }

    @Rule(value = "HF-LWR-04", says = "Names are unique within a lowering, also of several actions.")
    void namesAreUnique() {
        List<Action> actions = actions();
        Hand.Plan plan = hand().plan(Purpose.PROTECT, actions.toArray(new Action[0]));
        assertThat(plan.primitives()).as("the requests of %s", actions).isNotEmpty();
        assertThat(plan.primitives()).extracting(Primitive::name).doesNotHaveDuplicates();
    }

    @Rule(value = "HF-LWR-05", says = "Edges and references name requests that come before.")
    void edgesAndReferencesPointBack() {
        for (Hand.Plan plan : plans()) {
            Set<String> before = new HashSet<>();
            for (Primitive primitive : plan.primitives()) {
                for (Edge edge : primitive.edges()) {
                    assertThat(before)
                            .as("what stands before %s, which has edge %s", primitive, edge)
                            .contains(edge.step());
                }
                for (Payload.Ref ref : refs(primitive.arguments())) {
                    assertThat(before)
                            .as("what stands before %s, which has %s", primitive, ref)
                            .contains(ref.step());
                }
                before.add(primitive.name());
            }
        }
    }

    @Rule(value = "HF-LWR-06", says = "Every request takes of declared limits only, and limits have different names.")
    void limitsAreDeclared() {
        Set<String> declared = new TreeSet<>();
        for (Limit limit : provider().limits()) {
            assertThat(declared.add(limit.name()))
                    .as("limit %s is declared once", limit.name())
                    .isTrue();
        }
        for (Hand.Plan plan : plans()) {
            for (Primitive primitive : plan.primitives()) {
                for (LimitUse use : primitive.limits()) {
                    assertThat(declared)
                            .as("the declared limits, of which %s takes", primitive)
                            .contains(use.limit());
                }
                for (LimitUse use : provider().finding(primitive).limits()) {
                    assertThat(declared)
                            .as("the declared limits, of which a look for %s takes", primitive)
                            .contains(use.limit());
                }
            }
        }
    }

    @Rule(value = "HF-LWR-07", says = "Every request names the permissions that it needs, for its purpose.")
    void permissionsAreNamed() {
        for (Hand.Plan plan : plans()) {
            for (Primitive primitive : plan.primitives()) {
                assertThat(primitive.permissions())
                        .as("the permissions of %s", primitive)
                        .isNotEmpty();
                assertThat(primitive.permissions())
                        .as("the permissions of %s, of purpose %s", primitive, primitive.purpose())
                        .allMatch(permission ->
                                permission.purpose() == plan.group().purpose());
            }
        }
    }

    @Rule(
            value = "HF-LWR-08",
            says =
                    "What makes a disk or machine, or moves one, names its undo, which refers to itself and what was before.")
    void undoIsLowered() {
        for (Hand.Plan plan : plans()) {
            Set<String> before = new HashSet<>();
            for (Primitive primitive : plan.primitives()) {
                before.add(primitive.name());
                boolean makes = primitive.product() == ProductKind.DISK || primitive.product() == ProductKind.MACHINE;
                if (makes) {
                    assertThat(primitive.undo()).as("the undo of %s", primitive).isNotEmpty();
                }
                for (Primitive undo : primitive.undo()) {
                    for (Payload.Ref ref : refs(undo.arguments())) {
                        assertThat(before)
                                .as("what there is when %s is undone by %s", primitive, undo)
                                .contains(ref.step());
                    }
                }
            }
        }
    }

    @Rule(value = "HF-LWR-09", says = "Every action is completed by a request, satisfied, or refused.")
    void everyActionIsAnswered() {
        for (Hand.Plan plan : plans()) {
            for (Action action : plan.group().actions()) {
                boolean completed = plan.primitives().stream()
                        .anyMatch(primitive -> primitive.completes().contains(action.id()));
                boolean refused = plan.lowered().refusals().stream()
                        .anyMatch(refusal -> refusal.action().equals(action.id()));
                assertThat(completed || refused || plan.lowered().satisfied().contains(action.id()))
                        .as("%s is completed by a request, satisfied, or refused", action)
                        .isTrue();
            }
        }
    }

    @Rule(
            value = "HF-LWR-10",
            says = "What cannot be done is refused with kind and cure, not thrown, and the others go on.")
    void theImpossibleIsRefused() {
        ResourceId nobody = ResourceId.disk(harness().looseDisk().location(), "kit-no-such-disk");
        ResourceId disk = harness().looseDisk();
        List<Action> group = List.of(
                new Action.TakeSnapshots(
                        "bad", POINT, List.of(), List.of(nobody), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null),
                take("good", List.of(disk)));
        Hand.Plan plan = hand().plan(Purpose.PROTECT, group.toArray(new Action[0]));
        assertThat(plan.lowered().refusals())
                .as("the refusals of a group with a disk that is not there")
                .hasSize(1);
        Refusal refusal = plan.lowered().refusals().get(0);
        assertThat(refusal.action()).isEqualTo("bad");
        assertThat(refusal.failure().kind()).isEqualTo(FailureKind.GONE);
        assertThat(refusal.failure().cure()).as("the cure").isNotBlank();
        assertThat(plan.primitives()).as("the requests of the good action").isNotEmpty();
    }

    @Rule(value = "HF-LWR-11", says = "An action of a facet that is not built is refused as UNSUPPORTED with a cure.")
    void facetsThatAreNotBuiltAreRefused() {
        Map<Facet, Facet.Status> facets = provider().facets();
        assertThat(facets.keySet()).as("the facets with a status").containsExactlyInAnyOrder(Facet.values());
        ResourceId disk = harness().looseDisk();
        Samples samples = new Samples(
                hasMachines() ? harness().machine() : ResourceId.machine(disk.location(), "kit-no-such-machine"), disk);
        for (Facet facet : Facet.values()) {
            for (Action action : facets.get(facet) == Facet.Status.BUILT ? List.<Action>of() : samples.of(facet)) {
                Hand.Plan plan = hand().plan(Purpose.PROTECT, action);
                assertThat(plan.primitives())
                        .as("requests for %s, though %s is %s", action, facet, facets.get(facet))
                        .isEmpty();
                assertThat(plan.lowered().refusals())
                        .as("the refusal of %s, as %s is %s", action, facet, facets.get(facet))
                        .hasSize(1)
                        .allMatch(refusal -> refusal.failure().kind() == FailureKind.UNSUPPORTED
                                && !refusal.failure().cure().isBlank());
            }
        }
    }

    @Rule(
            value = "HF-LWR-12",
            says = "What is needed is known after the rounds that there are, and asked in the provider's own lanes.")
    void needsEnd() {
        for (Hand.Plan plan : plans()) {
            for (FactQuery<?> query : provider().lowering().needs(plan.group(), plan.facts())) {
                assertThat(plan.facts().get(query))
                        .as("%s is asked for in every round", query)
                        .isPresent();
                assertThat(query.lane().provider())
                        .as("the provider of %s", query)
                        .isEqualTo(provider().id());
            }
        }
    }

    @Rule(
            value = "HF-LWR-13",
            says = "A section freezes first, makes under the hold, and thaws once the makers are answered.",
            facets = Facet.GUEST_COMMANDS,
            needs = Needs.MACHINES)
    void sectionsAreWellFormed() {
        Hand.Plan plan = hand().plan(Purpose.PROTECT, held());
        Set<String> names = new TreeSet<>();
        plan.lowered().sections().forEach(section -> names.add(section.name()));
        assertThat(names).as("the sections of a snapshot with guest hooks").isNotEmpty();
        for (String name : names) {
            List<Primitive> inside = plan.primitives().stream()
                    .filter(primitive -> name.equals(primitive.section()))
                    .toList();
            assertThat(inside).as("freeze, create and thaw of section %s", name).hasSizeGreaterThan(2);
            Primitive thaw = inside.get(inside.size() - 1);
            assertThat(thaw.edges())
                    .as("the edges of %s, the last of section %s", thaw, name)
                    .anyMatch(edge -> edge.kind() == Edge.Kind.ANSWERED)
                    .anyMatch(edge -> edge.kind() == Edge.Kind.FINALLY);
        }
        for (Primitive primitive : plan.primitives()) {
            String section = primitive.section();
            if (section != null) {
                assertThat(names)
                        .as("the sections, one of which %s names", primitive)
                        .contains(section);
            }
        }
    }

    @Rule(
            value = "HF-LWR-14",
            says =
                    "Consistency that the cloud cannot give by itself is refused as UNSUPPORTED, never given out as got.")
    void consistencyIsNotPromised() {
        Action action = new Action.TakeSnapshots(
                "high",
                POINT,
                machines(),
                anyDisks(),
                ConsistencyLevel.APPLICATION,
                ConsistencyLevel.APPLICATION,
                null);
        Hand.Plan plan = hand().plan(Purpose.PROTECT, action);
        Assumptions.assumeTrue(!harness().holdsGuests(), "this cloud holds its guests still by itself");
        assertThat(plan.lowered().refusals())
                .as("the refusal of consistency without hooks")
                .hasSize(1)
                .allMatch(refusal -> refusal.failure().kind() == FailureKind.UNSUPPORTED);
    }

    @Rule(
            value = "HF-LWR-15",
            says = "Every request is called in a lane of the provider, with a type that its looks know.")
    void lanesAreTheProviders() {
        for (Hand.Plan plan : plans()) {
            for (Primitive primitive : plan.primitives()) {
                assertThat(primitive.lane().provider())
                        .as("the provider of the lane of %s", primitive)
                        .isEqualTo(provider().id());
                assertThatCode(() -> provider().finding(primitive))
                        .as("the cost of a look for %s", primitive)
                        .doesNotThrowAnyException();
            }
        }
    }

    static List<Payload.Ref> refs(Payload payload) {
        List<Payload.Ref> refs = new ArrayList<>();
        if (payload instanceof Payload.Ref ref) {
            refs.add(ref);
        } else if (payload instanceof Payload.Items items) {
            items.items().forEach(item -> refs.addAll(refs(item)));
        } else if (payload instanceof Payload.Fields fields) {
            fields.fields().values().forEach(value -> refs.addAll(refs(value)));
        }
        return refs;
    }
}
