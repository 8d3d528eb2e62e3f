// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.KeyDescription;
import dev.holdfast.spi.PathDescription;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** Inventory and other reads. */
abstract class ReadKit extends Topic {
    @Rule(
            value = "HF-INV-01",
            says = "A machine is shown with its disks, and with all that it takes to make it anew.",
            facets = Facet.INVENTORY,
            needs = Needs.MACHINES)
    void aMachineIsDescribed() {
        Machine machine = machine();
        assertThat(machine.id()).isEqualTo(harness().machine());
        assertThat(machine.spec().disks())
                .as("the specification of the disks of %s", machine)
                .hasSameSizeAs(machine.disks());
        assertThat(machine.spec().disks()).as("the boot disk of %s", machine).anyMatch(DiskSpec::boot);
    }

    @Rule(
            value = "HF-INV-02",
            says = "A disk on a machine names machine and device; a loose one names none.",
            facets = Facet.INVENTORY,
            needs = Needs.MACHINES)
    void attachmentsAreShown() {
        for (ResourceId id : disks()) {
            var attachment = disk(id.id()).orElseThrow().attachment();
            assertThat(attachment).as("the attachment of %s", id).isNotNull();
            assertThat(Objects.requireNonNull(attachment).machine())
                    .isEqualTo(harness().machine());
            assertThat(attachment.device()).isNotBlank();
        }
        assertThat(disk(harness().looseDisk().id()).orElseThrow().attachment())
                .as("the attachment of a loose disk")
                .isNull();
    }

    @Rule(
            value = "HF-INV-03",
            says = "What does not exist is missing from the answer, and spoils it for no other.",
            facets = Facet.INVENTORY)
    void unknownIdsAreMissing() {
        String known = harness().looseDisk().id();
        assertThat(hand().read(new FactQuery.Disks(lane(), List.of("kit-no-such-disk", known))))
                .as("the disks by one id that is not there and one that is")
                .extracting(disk -> disk.id().id())
                .containsExactly(known);
        assertThat(hand().read(new FactQuery.Machines(lane(), List.of("kit-no-such-machine"))))
                .isEmpty();
    }

    @Rule(value = "HF-INV-04", says = "A listing shows exactly what was chosen.", facets = Facet.INVENTORY)
    void selectorsChoose() {
        if (hasMachines()) {
            String name = machine().name();
            assertThat(hand().read(new FactQuery.MachineListing(lane(), ResourceSelector.machines(name))))
                    .as("the machines named %s", name)
                    .extracting(Machine::id)
                    .contains(harness().machine());
        }
        assertThat(hand().read(new FactQuery.MachineListing(lane(), ResourceSelector.machines("kit-no-such-name"))))
                .as("the machines of a name that none has")
                .isEmpty();
        assertThat(hand().read(new FactQuery.DiskListing(
                        lane(), ResourceSelector.of(harness().looseDisk()))))
                .as("the disks listed by one id")
                .extracting(Disk::id)
                .containsExactly(harness().looseDisk());
    }

    @Rule(
            value = "HF-INV-05",
            says = "The last page of a read says whether all was shown, and nothing is shown twice.",
            facets = Facet.SNAPSHOTS)
    void readsAreComplete() {
        Set<String> made = new TreeSet<>();
        for (String id : List.of("a", "b")) {
            made.add(snapshot(id, harness().looseDisk()));
            made.add(snapshot(id + "-other", harness().otherDisk()));
        }
        FactQuery.MarkedListing query = new FactQuery.MarkedListing(
                lane(), ProductKind.SNAPSHOT, harness().installation());
        List<String> shown = new ArrayList<>();
        String cursor = null;
        boolean complete;
        do {
            ReadPage<ReplicaDescription> page =
                    provider().read(query, cursor, hand().context(provider().reading(query)));
            page.items().forEach(item -> shown.add(item.cloudId()));
            complete = page.complete();
            cursor = page.next();
        } while (cursor != null);
        assertThat(complete).as("the listing of what was marked is complete").isTrue();
        assertThat(shown).as("what is listed as marked").doesNotHaveDuplicates().containsAll(made);
    }

    @Rule(
            value = "HF-INV-06",
            says = "A listing by mark shows the installation's own and nobody else's.",
            facets = Facet.SNAPSHOTS)
    void markedListingsAreOfTheInstallation() {
        Primitive primitive =
                hand().first(Purpose.PROTECT, take("a", List.of(harness().looseDisk())));
        StepKey foreign = hand().key("stranger", 1, 1);
        Hand.Result result = hand().finish(hand().start(primitive, foreign), foreign);
        String stranger = id(result);
        String ours = snapshot("b", harness().otherDisk());
        FactQuery.MarkedListing mine = new FactQuery.MarkedListing(
                lane(), ProductKind.SNAPSHOT, harness().installation());
        assertThat(hand().read(mine))
                .as("what is listed as marked by %s", harness().installation())
                .extracting(ReplicaDescription::cloudId)
                .contains(ours)
                .doesNotContain(stranger);
        assertThat(hand().read(new FactQuery.MarkedListing(lane(), ProductKind.SNAPSHOT, null)))
                .as("what is listed as marked by anyone")
                .extracting(ReplicaDescription::cloudId)
                .contains(ours, stranger);
    }

    @Rule(value = "HF-INV-07", says = "A read asks of declared limits only, and says how many ids one request takes.")
    void readsAreDeclared() {
        Set<String> declared = new TreeSet<>();
        provider().limits().forEach(limit -> declared.add(limit.name()));
        for (FactQuery<?> query : List.of(
                new FactQuery.Disks(lane(), List.of("x")),
                new FactQuery.Machines(lane(), List.of("x")),
                new FactQuery.MarkedListing(lane(), ProductKind.SNAPSHOT, null),
                new FactQuery.Replicas(lane(), ProductKind.SNAPSHOT, List.of("x"), ReplicaDescription.Aspect.STATE))) {
            ReadProfile profile = provider().reading(query);
            assertThat(profile.batch()).as("the batch of %s", query).isPositive();
            profile.limits()
                    .forEach(use -> assertThat(declared)
                            .as("the declared limits, of which %s takes", query)
                            .contains(use.limit()));
        }
    }

    @Rule(
            value = "HF-NET-01",
            says = "Subnets are shown with network, range and zone; unknown ones are missing.",
            facets = Facet.NETWORKS,
            needs = Needs.MACHINES)
    void subnetsAreShown() {
        assertThat(hand().read(new FactQuery.Subnets(lane(), List.of(harness().subnet(), "kit-no-such-subnet"))))
                .as("subnet %s and one that is not there", harness().subnet())
                .hasSize(1)
                .allMatch(subnet ->
                        subnet.id().equals(harness().subnet()) && subnet.cidr().contains("/"));
    }

    @Rule(
            value = "HF-NET-02",
            says = "A path has a verdict with reasons, and is BLOCKED only if all was examined.",
            facets = Facet.NETWORKS,
            needs = Needs.MACHINES)
    void pathsHaveReasons() {
        List<PathDescription> paths = hand().read(new FactQuery.Paths(
                lane(), harness().subnet(), harness().subnet()));
        assertThat(paths).as("the path from a subnet to itself").hasSize(1);
        PathDescription path = paths.get(0);
        if (path.verdict() == PathDescription.Verdict.BLOCKED) {
            assertThat(path.notExamined())
                    .as("what was not examined of a path that is called blocked")
                    .isEmpty();
        }
        if (path.verdict() != PathDescription.Verdict.UNKNOWN) {
            assertThat(path.because()).as("the reasons of %s", path.verdict()).isNotEmpty();
        }
    }

    @Rule(
            value = "HF-KEY-01",
            says = "A key is shown with its state; an unknown one is missing.",
            facets = Facet.INVENTORY)
    void keysAreShown() {
        Assumptions.assumeTrue(harness().key().isPresent(), "the harness has no key");
        EncryptionKey key = harness().key().orElseThrow();
        assertThat(hand().read(new FactQuery.Keys(Lane.of(key.location()), List.of(key.id(), "kit-no-such-key"))))
                .as("key %s and one that is not there", key)
                .hasSize(1)
                .allMatch(found -> found.key().id().equals(key.id()) && found.state() == KeyDescription.State.ENABLED);
    }
}
