// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.testkit.world.request.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** AWS: marks instead of tokens where it counts, many looks in one request. */
final class AwsDialect implements Dialect {
    /** Seen to be longer than what documents and users report of EC2's eventual consistency. */
    private static final Duration VISIBLE = Duration.ofSeconds(15);

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int IDS = 200;
    private static final int SETS = 25;

    private static final MachineTypes MACHINES = new MachineTypes(
            RepeatClass.TOKEN,
            AwsTypes.CREATE_VOLUME,
            AwsTypes.DELETE_VOLUME,
            AwsTypes.ATTACH_VOLUME,
            AwsTypes.DETACH_VOLUME,
            AwsTypes.RUN_INSTANCES,
            AwsTypes.START_INSTANCES,
            AwsTypes.STOP_INSTANCES,
            AwsTypes.TERMINATE_INSTANCES,
            AwsTypes.REGISTER_IMAGE,
            AwsTypes.DEREGISTER_IMAGE);

    private static final UpkeepLowering.Types UPKEEP = new UpkeepLowering.Types(
            AwsTypes.DELETE_SNAPSHOT,
            AwsTypes.DEREGISTER_IMAGE,
            AwsTypes.LOCK_SNAPSHOT,
            AwsTypes.CREATE_TAGS,
            Set.of(Lock.Mode.GOVERNANCE, Lock.Mode.COMPLIANCE));

    private static final Map<String, Verb> VERBS = AwsVerbs.all();

    @Override
    public List<Limit> limits() {
        return AwsLimits.ALL;
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
        return AwsLimits.rates(api(type));
    }

    @Override
    public Looking finding(String type) {
        return switch (type) {
            case AwsTypes.CREATE_IMAGE, AwsTypes.REGISTER_IMAGE, AwsTypes.COPY_IMAGE, AwsTypes.DEREGISTER_IMAGE ->
                look("DescribeImages", IDS, LEAST);
            case AwsTypes.CREATE_VOLUME, AwsTypes.DELETE_VOLUME, AwsTypes.ATTACH_VOLUME, AwsTypes.DETACH_VOLUME ->
                look("DescribeVolumes", IDS, LEAST);
            case AwsTypes.RUN_INSTANCES,
                    AwsTypes.START_INSTANCES,
                    AwsTypes.STOP_INSTANCES,
                    AwsTypes.TERMINATE_INSTANCES -> look("DescribeInstances", IDS, LEAST);
            case AwsTypes.SEND_COMMAND -> look("ListCommandInvocations", 1, LEAST);
            default -> look("DescribeSnapshots", IDS, LEAST);
        };
    }

    @Override
    public Looking observing(String taskKind) {
        return switch (taskKind) {
            case Tasks.SNAPSHOT -> look("DescribeSnapshots", IDS, LEAST);
            case Tasks.SNAPSHOT_SET -> look("DescribeSnapshots", SETS, LEAST);
            case Tasks.IMAGE -> look("DescribeImages", IDS, LEAST);
            case Tasks.DISK, Tasks.DISK_WORK -> look("DescribeVolumes", IDS, LEAST);
            case Tasks.MACHINE -> look("DescribeInstances", IDS, LEAST);
            default -> look("ListCommandInvocations", 1, Duration.ofMillis(500));
        };
    }

    @Override
    public Looking reading(Question about) {
        return switch (about) {
            case DISKS -> look("DescribeVolumes", IDS, Duration.ZERO);
            case MACHINES -> look("DescribeInstances", IDS, Duration.ZERO);
            case SNAPSHOTS -> look("DescribeSnapshots", IDS, Duration.ZERO);
            case IMAGES -> look("DescribeImages", IDS, Duration.ZERO);
            case KEYS -> look("DescribeKey", 1, Duration.ZERO);
            case ZONES -> look("DescribeAvailabilityZones", 1, Duration.ZERO);
            case NETWORKS -> look("DescribeSubnets", IDS, Duration.ZERO);
        };
    }

    private static Looking look(String api, int batch, Duration least) {
        return new Looking(api, AwsLimits.READS, api, batch, least, VISIBLE);
    }

    @Override
    public int page() {
        return 1_000;
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
                AwsTypes.CREATE_IMAGE,
                RepeatClass.NAMED,
                new GuestSection(draft, AwsTypes.SEND_COMMAND, RepeatClass.ONCE));
    }

    @Override
    public boolean launchesOverImage() {
        return true;
    }

    @Override
    public void takeSnapshots(Action.TakeSnapshots action, Draft draft) {
        new AwsSnapshots(draft).lower(action);
    }

    @Override
    public void copy(Action.CopyReplica action, Draft draft) {
        new AwsCopies(draft).lower(action);
    }

    @Override
    public void rollBack(Action.RollBackDisk action, Draft draft) {
        new SwapLowering(draft, MACHINES, null).lower(action);
    }

    @Override
    public CallFailure meaning(Refusal refusal, String api) {
        return AwsMeanings.TABLE.of(refusal, api);
    }
}
