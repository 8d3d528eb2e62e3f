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

/** Alibaba Cloud: a token on every create, a hundred things in one look. */
final class AliyunDialect implements Dialect {
    private static final Duration VISIBLE = Duration.ofSeconds(10);
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final int IDS = 100;
    private static final int SETS = 6;

    private static final MachineTypes MACHINES = new MachineTypes(
            RepeatClass.TOKEN,
            AliyunTypes.CREATE_DISK,
            AliyunTypes.DELETE_DISK,
            AliyunTypes.ATTACH_DISK,
            AliyunTypes.DETACH_DISK,
            AliyunTypes.RUN,
            AliyunTypes.START,
            AliyunTypes.STOP,
            AliyunTypes.DELETE,
            AliyunTypes.IMAGE_OF_SNAPSHOTS,
            AliyunTypes.DELETE_IMAGE);

    private static final UpkeepLowering.Types UPKEEP = new UpkeepLowering.Types(
            AliyunTypes.DELETE_SNAPSHOT,
            AliyunTypes.DELETE_IMAGE,
            AliyunTypes.LOCK_SNAPSHOT,
            AliyunTypes.TAG,
            Set.of(Lock.Mode.COMPLIANCE));

    private static final Map<String, Verb> VERBS = Map.ofEntries(
            Map.entry(AliyunTypes.CREATE_SNAPSHOT, new TakeSnapshot()),
            Map.entry(AliyunTypes.CREATE_GROUP, new TakeSet()),
            Map.entry(AliyunTypes.COPY_SNAPSHOT, new CopySnapshot(CopySnapshot.Watched.SNAPSHOT)),
            Map.entry(AliyunTypes.DELETE_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.DELETED)),
            Map.entry(AliyunTypes.LOCK_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.LOCKED)),
            Map.entry(AliyunTypes.TAG, new ChangeSnapshot(ChangeSnapshot.Goal.MARKED)),
            Map.entry(AliyunTypes.CREATE_IMAGE, new MakeImage(MakeImage.From.MACHINE)),
            Map.entry(AliyunTypes.IMAGE_OF_SNAPSHOTS, new MakeImage(MakeImage.From.SNAPSHOTS)),
            Map.entry(AliyunTypes.COPY_IMAGE, new MakeImage(MakeImage.From.IMAGE)),
            Map.entry(AliyunTypes.DELETE_IMAGE, new DeleteImage()),
            Map.entry(AliyunTypes.CREATE_DISK, new CreateDisk()),
            Map.entry(AliyunTypes.DELETE_DISK, new ChangeDisk(ChangeDisk.Goal.DELETED)),
            Map.entry(AliyunTypes.ATTACH_DISK, new ChangeDisk(ChangeDisk.Goal.ATTACHED)),
            Map.entry(AliyunTypes.DETACH_DISK, new ChangeDisk(ChangeDisk.Goal.DETACHED)),
            Map.entry(AliyunTypes.RESET_DISK, new ResetDisk()),
            Map.entry(AliyunTypes.RUN, new LaunchMachine()),
            Map.entry(AliyunTypes.START, new ChangeMachine(Machine.State.RUNNING)),
            Map.entry(AliyunTypes.STOP, new ChangeMachine(Machine.State.STOPPED)),
            Map.entry(AliyunTypes.DELETE, new ChangeMachine(Machine.State.TERMINATED)),
            Map.entry(AliyunTypes.RUN_COMMAND, new GuestCommand()));

    @Override
    public List<Limit> limits() {
        return AliyunLimits.ALL;
    }

    @Override
    public Map<String, Verb> verbs() {
        return VERBS;
    }

    @Override
    public String api(String type) {
        return Names.operation(type);
    }

    @Override
    public List<LimitUse> rates(String type) {
        return AliyunLimits.rates(api(type));
    }

    @Override
    public Looking finding(String type) {
        return switch (type) {
            case AliyunTypes.CREATE_IMAGE,
                    AliyunTypes.IMAGE_OF_SNAPSHOTS,
                    AliyunTypes.COPY_IMAGE,
                    AliyunTypes.DELETE_IMAGE -> look("DescribeImages", IDS, LEAST);
            case AliyunTypes.CREATE_DISK,
                    AliyunTypes.DELETE_DISK,
                    AliyunTypes.ATTACH_DISK,
                    AliyunTypes.DETACH_DISK,
                    AliyunTypes.RESET_DISK -> look("DescribeDisks", IDS, LEAST);
            case AliyunTypes.RUN, AliyunTypes.START, AliyunTypes.STOP, AliyunTypes.DELETE ->
                look("DescribeInstances", IDS, LEAST);
            case AliyunTypes.RUN_COMMAND -> look("DescribeInvocationResults", 1, LEAST);
            default -> look("DescribeSnapshots", IDS, LEAST);
        };
    }

    @Override
    public Looking observing(String taskKind) {
        return switch (taskKind) {
            case Tasks.SNAPSHOT -> look("DescribeSnapshots", IDS, LEAST);
            case Tasks.SNAPSHOT_SET -> look("DescribeSnapshots", SETS, LEAST);
            case Tasks.IMAGE -> look("DescribeImages", IDS, LEAST);
            case Tasks.DISK, Tasks.DISK_WORK -> look("DescribeDisks", IDS, LEAST);
            case Tasks.MACHINE -> look("DescribeInstances", IDS, LEAST);
            default -> look("DescribeInvocationResults", 1, Duration.ofSeconds(1));
        };
    }

    @Override
    public Looking reading(Question about) {
        return switch (about) {
            case DISKS -> look("DescribeDisks", IDS, Duration.ZERO);
            case MACHINES -> look("DescribeInstances", IDS, Duration.ZERO);
            case SNAPSHOTS -> look("DescribeSnapshots", IDS, Duration.ZERO);
            case IMAGES -> look("DescribeImages", IDS, Duration.ZERO);
            case KEYS -> look("DescribeKey", 1, Duration.ZERO);
            case ZONES -> look("DescribeZones", 1, Duration.ZERO);
            case NETWORKS -> look("DescribeVSwitches", IDS, Duration.ZERO);
        };
    }

    private static Looking look(String api, int batch, Duration least) {
        return new Looking(api, AliyunLimits.READS, api, batch, least, VISIBLE);
    }

    @Override
    public int page() {
        return 100;
    }

    @Override
    public MachineTypes machines() {
        return MACHINES;
    }

    @Override
    public UpkeepLowering.Types upkeep() {
        return UPKEEP;
    }

    @Override
    public ImageLowering images(Draft draft) {
        return new ImageLowering(
                draft,
                AliyunTypes.CREATE_IMAGE,
                RepeatClass.TOKEN,
                new GuestSection(draft, AliyunTypes.RUN_COMMAND, RepeatClass.TOKEN));
    }

    @Override
    public boolean launchesOverImage() {
        return true;
    }

    @Override
    public void takeSnapshots(Action.TakeSnapshots action, Draft draft) {
        new AliyunSnapshots(draft).lower(action);
    }

    @Override
    public void copy(Action.CopyReplica action, Draft draft) {
        new AliyunCopies(draft).lower(action);
    }

    @Override
    public void rollBack(Action.RollBackDisk action, Draft draft) {
        new ResetLowering(draft, MACHINES).lower(action);
    }

    @Override
    public CallFailure meaning(Refusal refusal, String api) {
        return AliyunMeanings.TABLE.of(refusal, api);
    }
}
