// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.ArchitectureValues;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.BootModeValues;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DetachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** The EC2 requests about volumes and instances. */
final class MachineRequests {
    private MachineRequests() {}

    static CreateVolumeRequest createVolume(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        CreateVolumeRequest.Builder request = CreateVolumeRequest.builder()
                .clientToken(call.key().token(52))
                .snapshotId(arguments.text("snapshot"))
                .availabilityZone(arguments.text("zone"))
                .volumeType(VolumeType.fromValue(arguments.text("type")))
                .size((int) arguments.whole("gibibytes"))
                .tagSpecifications(Marking.of(call, ResourceType.VOLUME));
        String key = Arguments.textOrNull(arguments, "key");
        if (key != null) {
            request.encrypted(true).kmsKeyId(key);
        }
        return request.build();
    }

    static DeleteVolumeRequest deleteVolume(Call call) {
        return DeleteVolumeRequest.builder()
                .volumeId(call.primitive().arguments().text("volume"))
                .build();
    }

    static StopInstancesRequest stop(Call call) {
        return StopInstancesRequest.builder()
                .instanceIds(call.primitive().arguments().text("instance"))
                .build();
    }

    static StartInstancesRequest start(Call call) {
        return StartInstancesRequest.builder()
                .instanceIds(call.primitive().arguments().text("instance"))
                .build();
    }

    static DetachVolumeRequest detach(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        return DetachVolumeRequest.builder()
                .volumeId(arguments.text("volume"))
                .instanceId(arguments.text("instance"))
                .device(arguments.text("device"))
                .build();
    }

    static AttachVolumeRequest attach(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        return AttachVolumeRequest.builder()
                .volumeId(arguments.text("volume"))
                .instanceId(arguments.text("instance"))
                .device(arguments.text("device"))
                .build();
    }

    static RegisterImageRequest registerImage(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        List<BlockDeviceMapping> disks = Arguments.each(arguments, "disks").stream()
                .map(disk -> BlockDeviceMapping.builder()
                        .deviceName(disk.text("device"))
                        .ebs(ebs -> ebs.snapshotId(disk.text("snapshot")))
                        .build())
                .toList();
        RegisterImageRequest.Builder request = RegisterImageRequest.builder()
                .name(SnapshotRequests.nameOf(call.key()))
                .architecture(ArchitectureValues.fromValue(arguments.text("architecture")))
                .virtualizationType("hvm")
                .enaSupport(true)
                .rootDeviceName(arguments.text("rootDevice"))
                .blockDeviceMappings(disks)
                .tagSpecifications(Marking.of(call, ResourceType.IMAGE));
        String bootMode = Arguments.textOrNull(arguments, "bootMode");
        return bootMode == null
                ? request.build()
                : request.bootMode(BootModeValues.fromValue(bootMode)).build();
    }

    /** The user data come apart: a primitive names a secret and never holds it. */
    static RunInstancesRequest runInstances(Call call, byte[] userData) {
        Payload.Fields arguments = call.primitive().arguments();
        List<BlockDeviceMapping> disks = new ArrayList<>();
        for (Payload.Fields disk : Arguments.each(arguments, "disks")) {
            String key = Arguments.textOrNull(disk, "key");
            disks.add(BlockDeviceMapping.builder()
                    .deviceName(disk.text("device"))
                    .ebs(ebs -> ebs.volumeType(VolumeType.fromValue(disk.text("type")))
                            .volumeSize((int) disk.whole("gibibytes"))
                            .encrypted(key == null ? null : true)
                            .kmsKeyId(key))
                    .build());
        }
        SortedMap<String, String> tags = new TreeMap<>(call.marks());
        if (arguments.get("tags") instanceof Payload.Fields own) {
            own.fields().keySet().forEach(name -> tags.put(name, own.text(name)));
        }
        RunInstancesRequest.Builder request = RunInstancesRequest.builder()
                .clientToken(call.key().token(52))
                .imageId(arguments.text("image"))
                .instanceType(InstanceType.fromValue(arguments.text("type")))
                .minCount(1)
                .maxCount(1)
                .subnetId(Arguments.textOrNull(arguments, "subnet"))
                .privateIpAddress(Arguments.textOrNull(arguments, "privateIp"))
                .securityGroupIds(Arguments.texts(arguments, "securityGroups"))
                .keyName(Arguments.textOrNull(arguments, "keyPair"))
                .blockDeviceMappings(disks)
                .tagSpecifications(Marking.of(tags, ResourceType.INSTANCE, ResourceType.VOLUME));
        String profile = Arguments.textOrNull(arguments, "profile");
        if (profile != null) {
            request.iamInstanceProfile(p -> p.name(profile));
        }
        if (userData.length > 0) {
            request.userData(new String(Base64.getEncoder().encode(userData), StandardCharsets.US_ASCII));
        }
        return request.build();
    }
}
