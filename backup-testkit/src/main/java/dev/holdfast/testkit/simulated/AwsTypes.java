// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

/** The requests of AWS that change something. */
final class AwsTypes {
    static final String CREATE_SNAPSHOT = "ec2:CreateSnapshot";
    static final String CREATE_SNAPSHOTS = "ec2:CreateSnapshots";
    static final String COPY_SNAPSHOT = "ec2:CopySnapshot";
    static final String DELETE_SNAPSHOT = "ec2:DeleteSnapshot";
    static final String SHARE_SNAPSHOT = "ec2:ModifySnapshotAttribute";
    /** The same request, the other way. */
    static final String UNSHARE_SNAPSHOT = "ec2:ModifySnapshotAttribute.remove";

    static final String LOCK_SNAPSHOT = "ec2:LockSnapshot";
    static final String CREATE_TAGS = "ec2:CreateTags";
    static final String CREATE_IMAGE = "ec2:CreateImage";
    static final String REGISTER_IMAGE = "ec2:RegisterImage";
    static final String COPY_IMAGE = "ec2:CopyImage";
    static final String DEREGISTER_IMAGE = "ec2:DeregisterImage";
    static final String CREATE_VOLUME = "ec2:CreateVolume";
    static final String DELETE_VOLUME = "ec2:DeleteVolume";
    static final String ATTACH_VOLUME = "ec2:AttachVolume";
    static final String DETACH_VOLUME = "ec2:DetachVolume";
    static final String RUN_INSTANCES = "ec2:RunInstances";
    static final String START_INSTANCES = "ec2:StartInstances";
    static final String STOP_INSTANCES = "ec2:StopInstances";
    static final String TERMINATE_INSTANCES = "ec2:TerminateInstances";
    static final String SEND_COMMAND = "ssm:SendCommand";

    private AwsTypes() {}
}
