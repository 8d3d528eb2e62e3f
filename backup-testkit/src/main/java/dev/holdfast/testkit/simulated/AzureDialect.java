// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.request.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Azure: names of ours, and a look for each thing. */
final class AzureDialect implements Dialect {
    /** Resource Manager answers for what it has accepted. */
    private static final Duration VISIBLE = Duration.ofSeconds(1);

    private static final Duration DISKS = Duration.ofSeconds(2);
    private static final Duration MACHINES = Duration.ofSeconds(5);

    private static final MachineTypes TYPES = new MachineTypes(
            RepeatClass.NAMED,
            AzureTypes.PUT_DISK,
            AzureTypes.DELETE_DISK,
            AzureTypes.ATTACH,
            AzureTypes.DETACH,
            AzureTypes.PUT_MACHINE,
            AzureTypes.START,
            AzureTypes.DEALLOCATE,
            AzureTypes.DELETE_MACHINE,
            "",
            AzureTypes.DELETE_IMAGE);

    private static final UpkeepLowering.Types UPKEEP = new UpkeepLowering.Types(
            AzureTypes.DELETE_SNAPSHOT,
            AzureTypes.DELETE_IMAGE,
            AzureTypes.PUT_LOCK,
            AzureTypes.PATCH_SNAPSHOT,
            Set.of(Lock.Mode.DELETE_PROTECTION));

    private static final Map<String, Verb> VERBS = Map.ofEntries(
            Map.entry(AzureTypes.PUT_SNAPSHOT, new TakeSnapshot()),
            Map.entry(AzureTypes.PUT_RESTORE_POINT, new TakeSet()),
            Map.entry(AzureTypes.COPY_START, new CopySnapshot(CopySnapshot.Watched.OPERATION)),
            Map.entry(AzureTypes.DELETE_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.DELETED)),
            Map.entry(AzureTypes.PUT_LOCK, new ChangeSnapshot(ChangeSnapshot.Goal.LOCKED)),
            Map.entry(AzureTypes.PATCH_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.MARKED)),
            Map.entry(AzureTypes.PUT_IMAGE, new MakeImage(MakeImage.From.MACHINE)),
            Map.entry(AzureTypes.PATCH_IMAGE, new ReplicateImage()),
            Map.entry(AzureTypes.DELETE_IMAGE, new DeleteImage()),
            Map.entry(AzureTypes.PUT_DISK, new CreateDisk()),
            Map.entry(AzureTypes.DELETE_DISK, new ChangeDisk(ChangeDisk.Goal.DELETED)),
            Map.entry(AzureTypes.ATTACH, new ChangeDisk(ChangeDisk.Goal.ATTACHED)),
            Map.entry(AzureTypes.DETACH, new ChangeDisk(ChangeDisk.Goal.DETACHED)),
            Map.entry(AzureTypes.SWAP, new SwapBootDisk()),
            Map.entry(AzureTypes.PUT_MACHINE, new LaunchMachine()),
            Map.entry(AzureTypes.START, new ChangeMachine(Machine.State.RUNNING)),
            Map.entry(AzureTypes.DEALLOCATE, new ChangeMachine(Machine.State.STOPPED)),
            Map.entry(AzureTypes.DELETE_MACHINE, new ChangeMachine(Machine.State.TERMINATED)),
            Map.entry(AzureTypes.RUN_COMMAND, new GuestCommand()));

    @Override
    public List<Limit> limits() {
        return AzureLimits.ALL;
    }

    @Override
    public Map<String, Verb> verbs() {
        return VERBS;
    }

    @Override
    public String api(String type) {
        int sign = type.indexOf('#');
        return sign < 0 ? type : type.substring(0, sign);
    }

    @Override
    public List<LimitUse> rates(String type) {
        return AzureLimits.rates(api(type));
    }

    @Override
    public Looking finding(String type) {
        return switch (type) {
            case AzureTypes.PUT_RESTORE_POINT -> look("GET restorePoints", MACHINES);
            case AzureTypes.PUT_IMAGE, AzureTypes.PATCH_IMAGE, AzureTypes.DELETE_IMAGE -> look("GET images", MACHINES);
            case AzureTypes.PUT_DISK, AzureTypes.DELETE_DISK, AzureTypes.ATTACH, AzureTypes.DETACH ->
                look("GET disks", DISKS);
            case AzureTypes.PUT_MACHINE,
                    AzureTypes.SWAP,
                    AzureTypes.START,
                    AzureTypes.DEALLOCATE,
                    AzureTypes.DELETE_MACHINE -> look("LIST virtualMachines", MACHINES);
            case AzureTypes.RUN_COMMAND -> look("GET operations", MACHINES);
            default -> look("GET snapshots", DISKS);
        };
    }

    @Override
    public Looking observing(String taskKind) {
        return switch (taskKind) {
            case Tasks.SNAPSHOT -> look("GET snapshots", DISKS);
            case Tasks.SNAPSHOT_SET -> look("GET restorePoints", MACHINES);
            case Tasks.IMAGE -> look("GET images", MACHINES);
            case Tasks.DISK, Tasks.DISK_WORK -> look("GET disks", DISKS);
            case Tasks.MACHINE -> look("LIST virtualMachines", MACHINES);
            default -> look("GET operations", MACHINES);
        };
    }

    @Override
    public Looking reading(Question about) {
        return switch (about) {
            case DISKS -> look("LIST disks", Duration.ZERO);
            case MACHINES -> look("LIST virtualMachines", Duration.ZERO);
            case SNAPSHOTS -> look("LIST snapshots", Duration.ZERO);
            case IMAGES -> look("LIST images", Duration.ZERO);
            case ZONES -> look("GET locations", Duration.ZERO);
            case KEYS, NETWORKS -> look("GET networks", Duration.ZERO);
        };
    }

    private static Looking look(String api, Duration least) {
        return new Looking(api, AzureLimits.READS, "calls", 1, least, VISIBLE);
    }

    @Override
    public int page() {
        return 1_000;
    }

    @Override
    public MachineTypes machines() {
        return TYPES;
    }

    @Override
    public UpkeepLowering.Types upkeep() {
        return UPKEEP;
    }

    @Override
    public ImageLowering images(Draft draft) {
        return new ImageLowering(
                draft,
                AzureTypes.PUT_IMAGE,
                RepeatClass.NAMED,
                new GuestSection(draft, AzureTypes.RUN_COMMAND, RepeatClass.ONCE));
    }

    @Override
    public boolean launchesOverImage() {
        return false;
    }

    @Override
    public void takeSnapshots(Action.TakeSnapshots action, Draft draft) {
        new AzureSnapshots(draft).lower(action);
    }

    @Override
    public void copy(Action.CopyReplica action, Draft draft) {
        new AzureCopies(draft).lower(action);
    }

    @Override
    public void rollBack(Action.RollBackDisk action, Draft draft) {
        new SwapLowering(draft, TYPES, AzureTypes.SWAP).lower(action);
    }

    @Override
    public CallFailure meaning(Refusal refusal, String api) {
        return AzureMeanings.TABLE.of(refusal, api);
    }
}
