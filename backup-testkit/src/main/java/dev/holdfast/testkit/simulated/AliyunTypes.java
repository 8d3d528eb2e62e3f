// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

/** The requests of Alibaba Cloud that change something. */
final class AliyunTypes {
    static final String CREATE_SNAPSHOT = "ecs:CreateSnapshot";
    static final String CREATE_GROUP = "ecs:CreateSnapshotGroup";
    static final String COPY_SNAPSHOT = "ecs:CopySnapshot";
    static final String DELETE_SNAPSHOT = "ecs:DeleteSnapshot";
    static final String LOCK_SNAPSHOT = "ecs:LockSnapshot";
    static final String TAG = "ecs:TagResources";
    static final String CREATE_IMAGE = "ecs:CreateImage";
    /** The same request, over snapshots. */
    static final String IMAGE_OF_SNAPSHOTS = "ecs:CreateImage.snapshots";

    static final String COPY_IMAGE = "ecs:CopyImage";
    static final String DELETE_IMAGE = "ecs:DeleteImage";
    static final String CREATE_DISK = "ecs:CreateDisk";
    static final String DELETE_DISK = "ecs:DeleteDisk";
    static final String ATTACH_DISK = "ecs:AttachDisk";
    static final String DETACH_DISK = "ecs:DetachDisk";
    static final String RESET_DISK = "ecs:ResetDisk";
    static final String RUN = "ecs:RunInstances";
    static final String START = "ecs:StartInstance";
    static final String STOP = "ecs:StopInstance";
    static final String DELETE = "ecs:DeleteInstance";
    static final String RUN_COMMAND = "ecs:RunCommand";

    private AliyunTypes() {}
}
