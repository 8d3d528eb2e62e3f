// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.ecs.model.v20140526.ApplyAutoSnapshotPolicyRequest;
import com.aliyuncs.ecs.model.v20140526.CancelAutoSnapshotPolicyRequest;
import com.aliyuncs.ecs.model.v20140526.CopyImageRequest;
import com.aliyuncs.ecs.model.v20140526.CopySnapshotRequest;
import com.aliyuncs.ecs.model.v20140526.CreateAutoSnapshotPolicyRequest;
import com.aliyuncs.ecs.model.v20140526.CreateDiskRequest;
import com.aliyuncs.ecs.model.v20140526.CreateImageRequest;
import com.aliyuncs.ecs.model.v20140526.CreateSnapshotGroupRequest;
import com.aliyuncs.ecs.model.v20140526.CreateSnapshotRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteAutoSnapshotPolicyRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteDiskRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteImageRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteInstanceRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteSnapshotGroupRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteSnapshotRequest;
import com.aliyuncs.ecs.model.v20140526.ModifyAutoSnapshotPolicyExRequest;
import com.aliyuncs.ecs.model.v20140526.ModifySnapshotAttributeRequest;
import com.aliyuncs.ecs.model.v20140526.ResetDiskRequest;
import com.aliyuncs.ecs.model.v20140526.RunCommandRequest;
import com.aliyuncs.ecs.model.v20140526.RunInstancesRequest;
import com.aliyuncs.ecs.model.v20140526.StartInstanceRequest;
import com.aliyuncs.ecs.model.v20140526.StopInstanceRequest;
import com.aliyuncs.http.MethodType;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a call as the request of the SDK that makes it. A request is used for one send and never shared. */
final class Requests {
    private final Endpoints endpoints;

    Requests(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    AcsRequest<?> of(Call call) {
        Primitive primitive = call.primitive();
        Payload.Fields with = primitive.arguments();
        String token = Grammar.token(call.key());
        String name = Grammar.name(call.key());
        AcsRequest<?> request = switch (primitive.type()) {
            case EcsCalls.CREATE_SNAPSHOT_GROUP -> {
                CreateSnapshotGroupRequest group = new CreateSnapshotGroupRequest();
                group.setDiskIds(texts(with, "disks"));
                group.setName(name);
                yield marked(token(group, token), call);
            }
            case EcsCalls.CREATE_SNAPSHOT -> {
                CreateSnapshotRequest snapshot = new CreateSnapshotRequest();
                snapshot.setDiskId(with.text("disk"));
                snapshot.setSnapshotName(name);
                snapshot.setClientToken(token);
                yield marked(snapshot, call);
            }
            case EcsCalls.COPY_SNAPSHOT -> {
                CopySnapshotRequest copy = new CopySnapshotRequest();
                copy.setSnapshotId(with.text("source"));
                copy.setDestinationRegionId(with.text("region"));
                copy.setDestinationSnapshotName(name);
                copy.setDestinationSnapshotDescription("Copy of " + with.text("source") + " by Holdfast");
                copy.setEncrypted(with.truth("encrypted") ? Boolean.TRUE : null);
                copy.setKMSKeyId(optional(with, "key"));
                yield marked(token(copy, token), call);
            }
            case EcsCalls.COPY_IMAGE -> {
                CopyImageRequest copy = new CopyImageRequest();
                copy.setImageId(with.text("source"));
                copy.setDestinationRegionId(with.text("region"));
                copy.setDestinationImageName(name);
                copy.setEncrypted(with.truth("encrypted") ? Boolean.TRUE : null);
                copy.setKMSKeyId(optional(with, "key"));
                yield marked(token(copy, token), call);
            }
            case EcsCalls.CREATE_IMAGE -> {
                CreateImageRequest image = new CreateImageRequest();
                image.setInstanceId(optional(with, "machine"));
                image.setSnapshotId(optional(with, "snapshot"));
                image.setImageName(name);
                image.setClientToken(token);
                yield marked(image, call);
            }
            case EcsCalls.CREATE_DISK -> {
                CreateDiskRequest disk = new CreateDiskRequest();
                disk.setZoneId(with.text("zone"));
                disk.setDiskCategory(with.text("category"));
                disk.setSize(Math.toIntExact(with.whole("gib")));
                disk.setDiskName(name);
                disk.setClientToken(token);
                yield marked(disk, call);
            }
            case EcsCalls.RUN_INSTANCES -> marked(machine(with, token), call, texts(with.get("tags")));
            case EcsCalls.RUN_COMMAND -> command(with, token);
            case EcsCalls.CREATE_POLICY -> marked(newPolicy(with), call);
            case EcsCalls.MODIFY_POLICY -> policy(with);
            case EcsCalls.APPLY_POLICY -> {
                ApplyAutoSnapshotPolicyRequest apply = new ApplyAutoSnapshotPolicyRequest();
                apply.setAutoSnapshotPolicyId(with.text("policy"));
                apply.setDiskIds(Grammar.array(texts(with, "disks")));
                yield apply;
            }
            case EcsCalls.CANCEL_POLICY -> {
                CancelAutoSnapshotPolicyRequest cancel = new CancelAutoSnapshotPolicyRequest();
                cancel.setDiskIds(Grammar.array(texts(with, "disks")));
                cancel.putQueryParameter("autoSnapshotPolicyId", (Object) with.text("policy"));
                yield cancel;
            }
            case EcsCalls.DELETE_POLICY -> {
                DeleteAutoSnapshotPolicyRequest delete = new DeleteAutoSnapshotPolicyRequest();
                delete.setAutoSnapshotPolicyId(with.text("policy"));
                yield delete;
            }
            case EcsCalls.KEEP_SNAPSHOT -> {
                ModifySnapshotAttributeRequest keep = new ModifySnapshotAttributeRequest();
                keep.setSnapshotId(with.text("snapshot"));
                keep.setRetentionDays(Math.toIntExact(with.whole("days")));
                yield keep;
            }
            case EcsCalls.DELETE_SNAPSHOT -> {
                DeleteSnapshotRequest delete = new DeleteSnapshotRequest();
                delete.setSnapshotId(with.text("snapshot"));
                yield delete;
            }
            case EcsCalls.DELETE_SNAPSHOT_GROUP -> {
                DeleteSnapshotGroupRequest delete = new DeleteSnapshotGroupRequest();
                delete.setSnapshotGroupId(with.text("group"));
                yield delete;
            }
            case EcsCalls.DELETE_IMAGE -> {
                DeleteImageRequest delete = new DeleteImageRequest();
                delete.setImageId(with.text("image"));
                yield delete;
            }
            case EcsCalls.DELETE_DISK -> {
                DeleteDiskRequest delete = new DeleteDiskRequest();
                delete.setDiskId(with.text("disk"));
                yield delete;
            }
            case EcsCalls.DELETE_INSTANCE -> {
                DeleteInstanceRequest delete = new DeleteInstanceRequest();
                delete.setInstanceId(with.text("machine"));
                delete.setForce(true);
                yield delete;
            }
            case EcsCalls.STOP -> {
                StopInstanceRequest stop = new StopInstanceRequest();
                stop.setInstanceId(with.text("machine"));
                stop.setStoppedMode(with.text("mode"));
                yield stop;
            }
            case EcsCalls.START -> {
                StartInstanceRequest start = new StartInstanceRequest();
                start.setInstanceId(with.text("machine"));
                yield start;
            }
            case EcsCalls.RESET_DISK -> {
                ResetDiskRequest reset = new ResetDiskRequest();
                reset.setDiskId(with.text("disk"));
                reset.setSnapshotId(with.text("snapshot"));
                yield reset;
            }
            case EcsCalls.LOCK_SNAPSHOT -> lock(call, token);
            default -> pair(call, token);
        };
        return addressed(request, primitive);
    }

    private AcsRequest<?> addressed(AcsRequest<?> request, Primitive primitive) {
        String region = primitive.lane().region();
        boolean ecs = primitive.type().startsWith("ecs:");
        request.setSysEndpoint(endpoints.host().apply(ecs ? "ecs" : "ebs", region));
        request.setSysProtocol(endpoints.protocol());
        request.setSysRegionId(region);
        // With the newer signature the SDK forgets the region that it was given.
        request.putQueryParameter("RegionId", (Object) region);
        if (primitive.type().endsWith("Policy") || primitive.type().endsWith("PolicyEx")) {
            request.putQueryParameter("regionId", (Object) region);
        }
        int millis = Math.toIntExact(primitive.deadline().toMillis());
        request.setSysConnectTimeout(millis / 3);
        request.setSysReadTimeout(millis - millis / 3);
        return request;
    }

    private static RunInstancesRequest machine(Payload.Fields with, String token) {
        RunInstancesRequest run = new RunInstancesRequest();
        run.setImageId(with.text("image"));
        run.setInstanceType(with.text("type"));
        run.setInstanceName(with.text("name"));
        run.setZoneId(optional(with, "zone"));
        run.setVSwitchId(optional(with, "subnet"));
        run.setPrivateIpAddress(optional(with, "address"));
        run.setSecurityGroupIdss(texts(with, "groups"));
        run.setRamRoleName(optional(with, "role"));
        run.setKeyPairName(optional(with, "keyPair"));
        String userData = optional(with, "userData");
        run.setUserData(
                userData == null
                        ? null
                        : Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)));
        run.setAmount(1);
        run.setClientToken(token);
        List<RunInstancesRequest.DataDisk> data = new ArrayList<>();
        for (Payload item : with.items("disks")) {
            Payload.Fields disk = (Payload.Fields) item;
            String key = optional(disk, "key");
            if (disk.truth("boot")) {
                run.setSystemDiskCategory(disk.text("category"));
                run.setSystemDiskSize(String.valueOf(disk.whole("gib")));
                if (key != null) {
                    run.putQueryParameter("SystemDisk.Encrypted", (Object) "true");
                    run.putQueryParameter("SystemDisk.KMSKeyId", (Object) key);
                }
            } else {
                RunInstancesRequest.DataDisk one = new RunInstancesRequest.DataDisk();
                one.setCategory(disk.text("category"));
                one.setSize(Math.toIntExact(disk.whole("gib")));
                one.setDevice(disk.text("device"));
                one.setSnapshotId(optional(disk, "snapshot"));
                one.setDeleteWithInstance(true);
                one.setEncrypted(key == null ? null : "true");
                one.setKMSKeyId(key);
                data.add(one);
            }
        }
        run.setDataDisks(data);
        return run;
    }

    private static RunCommandRequest command(Payload.Fields with, String token) {
        RunCommandRequest command = new RunCommandRequest();
        command.setType(with.text("system").equals("windows") ? "RunPowerShellScript" : "RunShellScript");
        command.setCommandContent(
                Base64.getEncoder().encodeToString(with.text("script").getBytes(StandardCharsets.UTF_8)));
        command.setContentEncoding("Base64");
        command.setInstanceIds(texts(with, "machines"));
        command.setTimeout(with.whole("seconds"));
        command.setKeepCommand(false);
        command.setClientToken(token);
        return command;
    }

    private static CreateAutoSnapshotPolicyRequest newPolicy(Payload.Fields with) {
        CreateAutoSnapshotPolicyRequest policy = new CreateAutoSnapshotPolicyRequest();
        policy.setAutoSnapshotPolicyName(with.text("name"));
        policy.setTimePoints(Grammar.array(texts(with, "hours")));
        policy.setRepeatWeekdays(Grammar.array(texts(with, "days")));
        policy.setRetentionDays(Math.toIntExact(with.whole("keepDays")));
        copies(policy, with);
        return policy;
    }

    private static ModifyAutoSnapshotPolicyExRequest policy(Payload.Fields with) {
        ModifyAutoSnapshotPolicyExRequest policy = new ModifyAutoSnapshotPolicyExRequest();
        policy.setAutoSnapshotPolicyId(with.text("policy"));
        policy.setAutoSnapshotPolicyName(with.text("name"));
        policy.setTimePoints(Grammar.array(texts(with, "hours")));
        policy.setRepeatWeekdays(Grammar.array(texts(with, "days")));
        policy.setRetentionDays(Math.toIntExact(with.whole("keepDays")));
        copies(policy, with);
        return policy;
    }

    private static void copies(AcsRequest<?> policy, Payload.Fields with) {
        String region = optional(with, "copyTo");
        policy.putQueryParameter("EnableCrossRegionCopy", (Object) String.valueOf(region != null));
        if (region != null) {
            policy.putQueryParameter("TargetCopyRegions", (Object) Grammar.array(List.of(region)));
            policy.putQueryParameter("CopiedSnapshotsRetentionDays", (Object) String.valueOf(with.whole("copyDays")));
            String key = optional(with, "copyKey");
            if (key != null) {
                policy.putQueryParameter("CopyEncryptionConfiguration.Encrypted", (Object) "true");
                policy.putQueryParameter("CopyEncryptionConfiguration.KMSKeyId", (Object) key);
            }
        }
    }

    /** The moments of the lock become days and hours from the intent, so that each send says the same. */
    private static AcsRequest<?> lock(Call call, String token) {
        Payload.Fields with = call.primitive().arguments();
        CommonRequest lock = common("Ecs", "2014-05-26", "LockSnapshot");
        lock.putQueryParameter("SnapshotId", with.text("snapshot"));
        lock.putQueryParameter("LockMode", "compliance");
        lock.putQueryParameter("LockDuration", String.valueOf(with.whole("days")));
        lock.putQueryParameter("CoolOffPeriod", String.valueOf(with.whole("hours")));
        lock.putQueryParameter("ClientToken", token);
        return lock.buildRequest();
    }

    private static AcsRequest<?> pair(Call call, String token) {
        Primitive primitive = call.primitive();
        Payload.Fields with = primitive.arguments();
        if (!primitive.type().startsWith("ebs:")) {
            throw new IllegalArgumentException("There is no request of type " + primitive.type());
        }
        CommonRequest request = common("ebs", "2021-07-30", primitive.type().substring("ebs:".length()));
        request.putQueryParameter("ClientToken", token);
        if (!primitive.type().equals(EcsCalls.CREATE_PAIR)) {
            request.putQueryParameter("ReplicaPairId", with.text("pair"));
            if (primitive.type().equals(EcsCalls.REPROTECT_PAIR)) {
                request.putQueryParameter("ReverseReplicate", String.valueOf(with.truth("reverse")));
            }
            return request.buildRequest();
        }
        request.putQueryParameter("DiskId", with.text("disk"));
        request.putQueryParameter("SourceZoneId", with.text("zone"));
        request.putQueryParameter("DestinationDiskId", with.text("destination"));
        request.putQueryParameter("DestinationRegionId", with.text("destinationRegion"));
        request.putQueryParameter("DestinationZoneId", with.text("destinationZone"));
        request.putQueryParameter("PairName", Grammar.name(call.key()));
        return marked(request.buildRequest(), call);
    }

    private static CommonRequest common(String product, String version, String action) {
        CommonRequest request = new CommonRequest();
        request.setSysProduct(product);
        request.setSysVersion(version);
        request.setSysAction(action);
        request.setSysMethod(MethodType.POST);
        return request;
    }

    private static AcsRequest<?> token(AcsRequest<?> request, String token) {
        request.putQueryParameter("ClientToken", (Object) token);
        return request;
    }

    private static AcsRequest<?> marked(AcsRequest<?> request, Call call) {
        return marked(request, call, Map.of());
    }

    private static AcsRequest<?> marked(AcsRequest<?> request, Call call, Map<String, String> others) {
        Map<String, String> tags = new java.util.TreeMap<>(others);
        tags.putAll(call.marks());
        int number = 0;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            number++;
            request.putQueryParameter("Tag." + number + ".Key", (Object) tag.getKey());
            request.putQueryParameter("Tag." + number + ".Value", (Object) tag.getValue());
        }
        return request;
    }

    private static @Nullable String optional(Payload.Fields with, String name) {
        return with.get(name) instanceof Payload.Text text ? text.value() : null;
    }

    private static List<String> texts(Payload.Fields with, String name) {
        return with.items(name).stream()
                .map(item -> ((Payload.Text) item).value())
                .toList();
    }

    private static Map<String, String> texts(@Nullable Payload payload) {
        Map<String, String> texts = new java.util.TreeMap<>();
        if (payload instanceof Payload.Fields fields) {
            fields.fields().forEach((name, value) -> texts.put(name, ((Payload.Text) value).value()));
        }
        return texts;
    }
}
