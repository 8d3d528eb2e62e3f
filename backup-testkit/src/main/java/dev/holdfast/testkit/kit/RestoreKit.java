// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.StepKey;
import java.util.List;

/** Bringing back: disks and machines. */
abstract class RestoreKit extends Topic {
    private ResourceId found(String id) {
        return ResourceId.disk(harness().looseDisk().location(), id);
    }

    @Rule(
            value = "HF-RST-01",
            says = "A restored disk has the bytes of the moment of its snapshot.",
            facets = Facet.RESTORE,
            needs = Needs.GROUND_TRUTH)
    void restoredBytesAreEqual() {
        ResourceId disk = harness().looseDisk();
        harness().change(disk);
        String before = harness().digest(disk);
        String snapshot = snapshot("a", disk);
        harness().change(disk);
        Action.RestoreDisk restore = restore("b", snapshot, disk);
        String made = hand().run(Purpose.RECOVER, restore).id(restore);
        assertThat(harness().digest(found(made)))
                .as("the digest of restored disk %s", made)
                .isEqualTo(before);
        assertThat(harness().digest(disk))
                .as("the digest of the disk, changed since")
                .isNotEqualTo(before);
    }

    @Rule(
            value = "HF-RST-02",
            says = "A restored disk has the size, type and zone that were asked for.",
            facets = Facet.RESTORE)
    void aRestoredDiskIsAsAsked() {
        ResourceId disk = harness().looseDisk();
        Disk was = disk(disk.id()).orElseThrow();
        Action.RestoreDisk plain = restore("b", snapshot("a", disk), disk);
        DiskSpec larger = new DiskSpec("kit", false, was.sizeBytes() * 2, was.type(), null);
        Action.RestoreDisk restore = new Action.RestoreDisk("b", plain.replica(), was.zone(), larger);
        Disk made = shown(hand().run(Purpose.RECOVER, restore).id(restore));
        assertThat(made.sizeBytes()).as("the size of %s", made).isEqualTo(was.sizeBytes() * 2);
        assertThat(made.zone()).as("the zone of %s", made).isEqualTo(was.zone());
        assertThat(made.type()).as("the type of %s", made).isEqualTo(was.type());
    }

    private Disk shown(String id) {
        harness().await(() -> disk(id).isPresent());
        return disk(id).orElseThrow();
    }

    @Rule(
            value = "HF-RST-03",
            says = "A recovered machine runs, with the name, subnet, tags and disks that were asked for.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void aRecoveredMachineIsAsAsked() {
        Action.RecoverMachine recover = recover("r", specification().build());
        String id = hand().run(Purpose.RECOVER, recover).id(recover);
        FactQuery.Machines query = new FactQuery.Machines(lane(), List.of(id));
        harness().await(() -> !hand().read(query).isEmpty());
        Machine made = hand().read(query).get(0);
        assertThat(made.name()).isEqualTo("kit-recovered");
        assertThat(made.spec().subnet())
                .as("the subnet of %s", made)
                .isEqualTo(harness().subnet());
        assertThat(made.state()).as("the state of %s", made).isEqualTo(MachineState.RUNNING);
        assertThat(made.tags()).as("the tags of %s", made).containsEntry("kit", "recovered");
        assertThat(made.spec().disks().stream().map(DiskSpec::device).toList())
                .as("the devices of %s", made)
                .containsExactlyInAnyOrderElementsOf(
                        recover.spec().disks().stream().map(DiskSpec::device).toList());
    }

    @Rule(
            value = "HF-RST-04",
            says = "A recovered machine's disks have the bytes of their snapshots.",
            facets = Facet.RESTORE,
            needs = {Needs.MACHINES, Needs.GROUND_TRUTH})
    void aRecoveredMachineHasItsBytes() {
        ResourceId data = disks().get(1);
        harness().change(data);
        String before = harness().digest(data);
        Action.RecoverMachine recover = recover("r", specification().build());
        harness().change(data);
        String id = hand().run(Purpose.RECOVER, recover).id(recover);
        FactQuery.Machines query = new FactQuery.Machines(lane(), List.of(id));
        harness().await(() -> !hand().read(query).isEmpty());
        String device = machine().disks().get(1).device();
        ResourceId made = hand().read(query).get(0).disks().stream()
                .filter(attachment -> attachment.device().equals(device))
                .findFirst()
                .orElseThrow()
                .disk();
        assertThat(harness().digest(made))
                .as("the digest of disk %s of the recovered machine", device)
                .isEqualTo(before);
    }

    @Rule(
            value = "HF-RST-05",
            says = "Undoing a restore removes what it made.",
            facets = Facet.RESTORE,
            needs = Needs.GROUND_TRUTH)
    void undoRemovesWhatWasMade() {
        ResourceId disk = harness().looseDisk();
        Action.RestoreDisk restore = restore("b", snapshot("a", disk), disk);
        Done done = hand().run(Purpose.RECOVER, restore);
        StepKey key = done.result(restore).key();
        assertThat(harness().existing(key)).as("what the restore made").isNotEmpty();
        done.undo();
        assertThat(harness().existing(key))
                .as("what is left of an undone restore")
                .isEmpty();
    }

    @Rule(
            value = "HF-RST-06",
            says = "A machine is stopped and started, and is in that state once it is done.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void machinesStopAndStart() {
        hand().run(Purpose.RECOVER, new Action.StopMachine("a", harness().machine()));
        assertThat(machine().state())
                .as("the state of the machine once it was stopped")
                .isEqualTo(MachineState.STOPPED);
        hand().run(Purpose.RECOVER, new Action.StartMachine("b", harness().machine()));
        assertThat(machine().state())
                .as("the state of the machine once it was started")
                .isEqualTo(MachineState.RUNNING);
    }

    @Rule(
            value = "HF-RST-07",
            says = "A disk that is rolled back has the bytes of its snapshot, and its machine runs as before.",
            facets = Facet.RESTORE,
            needs = {Needs.MACHINES, Needs.GROUND_TRUTH})
    void aDiskIsRolledBack() {
        ResourceId disk = disks().get(1);
        var attachment = machine().disks().get(1);
        String snapshot = snapshot("a", disk);
        String before = harness().digest(disk);
        harness().change(disk);
        Disk was = disk(disk.id()).orElseThrow();
        DiskSpec spec = new DiskSpec(attachment.device(), attachment.boot(), was.sizeBytes(), was.type(), null);
        hand().run(
                        Purpose.RECOVER,
                        new Action.RollBackDisk(
                                "b",
                                disk,
                                harness().machine(),
                                snapshotRef(snapshot, disk),
                                spec,
                                MachineState.RUNNING));
        Machine after = machine();
        ResourceId now = after.disks().stream()
                .filter(each -> each.device().equals(attachment.device()))
                .findFirst()
                .orElseThrow()
                .disk();
        assertThat(harness().digest(now))
                .as("the digest of disk %s after the roll-back", now)
                .isEqualTo(before);
        assertThat(after.state()).isEqualTo(MachineState.RUNNING);
    }

    @Rule(
            value = "HF-RST-08",
            says = "A deleted machine is gone, and its disks with it, if that was asked for.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void aDeletedMachineIsGone() {
        List<ResourceId> disks = disks();
        hand().run(Purpose.RECOVER, new Action.DeleteMachine("a", harness().machine(), disks));
        harness()
                .await(() -> hand()
                        .read(new FactQuery.Machines(
                                lane(), List.of(harness().machine().id())))
                        .stream()
                        .allMatch(machine -> machine.state() == MachineState.TERMINATED));
        assertThat(hand().read(new FactQuery.Disks(
                        lane(), disks.stream().map(ResourceId::id).toList())))
                .as("the disks of a machine that was deleted with them")
                .isEmpty();
    }
}
