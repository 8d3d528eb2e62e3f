// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Disks and machines brought back. */
class MachineLoweringTest {
    private final Subscription world = new Subscription();

    @Test
    void anOsDiskSwapKeepsTheOldDiskAndItsUndoInReversePutsItBack() {
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RollBackDisk(
                        "r",
                        Subscription.OS,
                        Subscription.VM,
                        Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                        Subscription.diskSpec("os", true),
                        MachineState.RUNNING));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "r.disk = compute:PutDisk NAMED westus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "r.stop = compute:Deallocate GOAL westus NOTHING[FINISHED r.disk][arm-writes, machine-writes] undo [compute:Start]",
                        "r.swap = compute:SwapOsDisk GUARDED westus NOTHING[FINISHED r.disk, FINISHED r.stop][arm-writes, machine-writes] "
                                + "completes [r] undo [compute:SwapOsDisk]",
                        "r.start = compute:Start GOAL westus NOTHING[FINISHED r.swap][arm-writes, machine-writes] undo [compute:Deallocate]");
        Primitive swap = lowered.primitives().get(2);
        assertThat(swap.arguments().get("disk")).isEqualTo(new Payload.Ref("r.disk", "id"));
        assertThat(swap.undo().get(0).arguments().text("disk")).isEqualTo(Subscription.OS.id());
        assertThat(swap.expectations())
                .containsExactly(
                        Expectation.seen(Subscription.VM.id(), "osDisk", Subscription.OS.id()),
                        Expectation.guard(Subscription.VM.id(), "powerState", "deallocated"));
        assertThat(lowered.primitives()).noneMatch(step -> step.type().equals(MachineLowering.DELETE_DISK));
    }

    @Test
    void aDataDiskIsTakenOffBeforeItsSuccessorComesOnAtTheSameNumber() {
        world.stopped();
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RollBackDisk(
                        "r",
                        Subscription.DATA,
                        Subscription.VM,
                        Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.DATA),
                        Subscription.diskSpec("0", false),
                        MachineState.STOPPED));
        assertThat(lowered.primitives())
                .extracting(Primitive::type)
                .containsExactly("compute:PutDisk", "compute:DetachDataDisk", "compute:AttachDataDisk");
        assertThat(lowered.primitives().get(2).arguments().whole("lun")).isZero();
    }

    @Test
    void aMachineThatAnInterruptedPlanLeftStoppedIsStartedInTheEnd() {
        LoweredGroup lowered = world.stopped()
                .lower(
                        Purpose.RECOVER,
                        new Action.RollBackDisk(
                                "r",
                                Subscription.OS,
                                Subscription.VM,
                                Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.diskSpec("os", true),
                                MachineState.RUNNING));
        assertThat(lowered.primitives()).extracting(Primitive::name).containsExactly("r.disk", "r.swap", "r.start");
    }

    @Test
    void aMachineIsRecoveredFromDisksAnInterfaceAndOnePut() {
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RecoverMachine(
                        "m",
                        Subscription.VM,
                        List.of(
                                Subscription.snapshot(Subscription.EAST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.snapshot(
                                        Subscription.EAST,
                                        Subscription.GROUP
                                                + "Microsoft.Compute/restorePointCollections/c/restorePoints/p/diskRestorePoints/d",
                                        Subscription.DATA)),
                        Subscription.EAST,
                        Subscription.spec()));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "m.disk-0 = compute:PutDisk NAMED eastus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "m.disk-1 = compute:PutDisk NAMED eastus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "m.interface = network:PutInterface NAMED eastus SUPPORT[][arm-writes] undo [network:DeleteInterface]",
                        "m.machine = compute:PutMachine NAMED eastus MACHINE[FINISHED m.disk-0, FINISHED m.disk-1, FINISHED m.interface]"
                                + "[arm-writes] completes [m] undo [compute:DeleteMachine]");
        assertThat(lowered.primitives().get(0).arguments().text("option")).isEqualTo("Copy");
        assertThat(lowered.primitives().get(1).arguments().text("option")).isEqualTo("Restore");
    }
}
