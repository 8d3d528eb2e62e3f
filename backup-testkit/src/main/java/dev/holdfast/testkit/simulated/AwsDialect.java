// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.ProductKind;
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
        String api = type.substring(type.indexOf(':') + 1);
        int dot = api.indexOf('.');
        return dot < 0 ? api : api.substring(0, dot);
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
    public Looking reading(FactQuery<?> query) {
        if (query instanceof FactQuery.Disks || query instanceof FactQuery.DiskListing) {
            return look("DescribeVolumes", IDS, Duration.ZERO);
        } else if (query instanceof FactQuery.Machines || query instanceof FactQuery.MachineListing) {
            return look("DescribeInstances", IDS, Duration.ZERO);
        } else if (query instanceof FactQuery.Replicas replicas) {
            return replicas(replicas.kind());
        } else if (query instanceof FactQuery.MarkedListing marked) {
            return replicas(marked.kind());
        } else if (query instanceof FactQuery.Keys) {
            return look("DescribeKey", 1, Duration.ZERO);
        } else if (query instanceof FactQuery.ProviderQuery) {
            return look("DescribeAvailabilityZones", 1, Duration.ZERO);
        }
        return look("DescribeSubnets", IDS, Duration.ZERO);
    }

    private static Looking replicas(ProductKind kind) {
        return look(kind == ProductKind.IMAGE ? "DescribeImages" : "DescribeSnapshots", IDS, Duration.ZERO);
    }

    private static Looking look(String api, int batch, Duration least) {
        return new Looking(api, AwsLimits.READS, api, batch, least, VISIBLE);
    }

    @Override
    public int page() {
        return 1_000;
    }

    @Override
    public void lower(Action action, Draft draft) {
        if (action instanceof Action.TakeSnapshots take) {
            new AwsSnapshots(draft).lower(take);
        } else if (action instanceof Action.CopyReplica copy) {
            new AwsCopies(draft).lower(copy);
        } else if (action instanceof Action.DeleteReplica delete) {
            new UpkeepLowering(draft, UPKEEP).lower(delete);
        } else if (action instanceof Action.LockReplica lock) {
            new UpkeepLowering(draft, UPKEEP).lower(lock);
        } else if (action instanceof Action.MarkReplica mark) {
            new UpkeepLowering(draft, UPKEEP).lower(mark);
        } else if (action instanceof Action.TakeImage take) {
            GuestSection section = new GuestSection(draft, AwsTypes.SEND_COMMAND, RepeatClass.ONCE);
            new ImageLowering(draft, AwsTypes.CREATE_IMAGE, RepeatClass.NAMED, section).lower(take);
        } else if (action instanceof Action.RollBackDisk back) {
            new SwapLowering(draft, MACHINES, null).lower(back);
        } else if (action instanceof Action.RecoverMachine recover) {
            new RecoverLowering(draft, MACHINES, true).lower(recover);
        } else {
            new MachineLowering(draft, MACHINES).lower(action);
        }
    }

    @Override
    public CallFailure meaning(Refusal refusal, String api) {
        return AwsMeanings.TABLE.of(refusal, api);
    }
}
