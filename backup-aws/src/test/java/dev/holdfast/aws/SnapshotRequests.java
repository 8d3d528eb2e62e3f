// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.StepKey;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CopyImageRequest;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;

/** The EC2 requests about snapshots and images. */
final class SnapshotRequests {
    /** The largest page that EC2 gives. */
    static final int PAGE = 1000;

    private SnapshotRequests() {}

    static CreateSnapshotsRequest createSnapshots(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        return CreateSnapshotsRequest.builder()
                .instanceSpecification(instance -> {
                    instance.instanceId(arguments.text("instance")).excludeBootVolume(arguments.truth("excludeBoot"));
                    List<String> excluded = Arguments.texts(arguments, "excludeData");
                    if (!excluded.isEmpty()) {
                        instance.excludeDataVolumeIds(excluded);
                    }
                })
                .tagSpecifications(Marking.of(call, ResourceType.SNAPSHOT))
                .build();
    }

    static CreateSnapshotRequest createSnapshot(Call call) {
        return CreateSnapshotRequest.builder()
                .volumeId(call.primitive().arguments().text("volume"))
                .tagSpecifications(Marking.of(call, ResourceType.SNAPSHOT))
                .build();
    }

    static CreateImageRequest createImage(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        List<BlockDeviceMapping> withoutDevices = Arguments.texts(arguments, "withoutDevices").stream()
                .map(device -> BlockDeviceMapping.builder()
                        .deviceName(device)
                        .noDevice("")
                        .build())
                .toList();
        CreateImageRequest.Builder request = CreateImageRequest.builder()
                .instanceId(arguments.text("instance"))
                .name(nameOf(call.key()))
                .noReboot(arguments.truth("noReboot"))
                .tagSpecifications(Marking.of(call, ResourceType.IMAGE, ResourceType.SNAPSHOT));
        if (!withoutDevices.isEmpty()) {
            request.blockDeviceMappings(withoutDevices);
        }
        return request.build();
    }

    /** The name of an image: unique per region and owner, so it tells whose call made it. */
    static String nameOf(StepKey key) {
        return "holdfast-" + key.token(52);
    }

    /** Called in the destination region, which the SDK must be told once more: it signs a second address with it. */
    static CopySnapshotRequest copySnapshot(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        CopySnapshotRequest.Builder request = CopySnapshotRequest.builder()
                .sourceRegion(arguments.text("sourceRegion"))
                .sourceSnapshotId(arguments.text("snapshot"))
                .destinationRegion(call.primitive().lane().region())
                .tagSpecifications(Marking.of(call, ResourceType.SNAPSHOT));
        if (arguments.truth("encrypted")) {
            request.encrypted(true).kmsKeyId(Arguments.textOrNull(arguments, "key"));
        }
        if (arguments.get("withinMinutes") != null) {
            request.completionDurationMinutes((int) arguments.whole("withinMinutes"));
        }
        return request.build();
    }

    static CopyImageRequest copyImage(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        CopyImageRequest.Builder request = CopyImageRequest.builder()
                .sourceRegion(arguments.text("sourceRegion"))
                .sourceImageId(arguments.text("image"))
                .name(nameOf(call.key()))
                .clientToken(call.key().token(52))
                .tagSpecifications(Marking.of(call, ResourceType.IMAGE, ResourceType.SNAPSHOT));
        if (arguments.truth("encrypted")) {
            request.encrypted(true).kmsKeyId(Arguments.textOrNull(arguments, "key"));
        }
        return request.build();
    }

    static ModifySnapshotAttributeRequest share(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        String account = arguments.text("account");
        return ModifySnapshotAttributeRequest.builder()
                .snapshotId(arguments.text("snapshot"))
                .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)
                .operationType(arguments.truth("shared") ? OperationType.ADD : OperationType.REMOVE)
                .userIds(account)
                .build();
    }

    static DeleteSnapshotRequest deleteSnapshot(Call call) {
        return DeleteSnapshotRequest.builder()
                .snapshotId(call.primitive().arguments().text("snapshot"))
                .build();
    }

    static DeregisterImageRequest deregisterImage(Call call) {
        return DeregisterImageRequest.builder()
                .imageId(call.primitive().arguments().text("image"))
                .build();
    }

    /** A page of all snapshots of ours that carry one of these keys. */
    static DescribeSnapshotsRequest find(Collection<StepKey> keys, @Nullable String cursor) {
        return DescribeSnapshotsRequest.builder()
                .ownerIds("self")
                .filters(Marking.by(keys))
                .maxResults(PAGE)
                .nextToken(cursor)
                .build();
    }

    /** By filter rather than by ids: one id that is gone does not spoil the others. */
    static DescribeSnapshotsRequest look(List<String> ids) {
        return DescribeSnapshotsRequest.builder()
                .ownerIds("self")
                .filters(Filter.builder().name("snapshot-id").values(ids).build())
                .build();
    }
}
