// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

/** The types of the primitives and the names of their outputs. */
final class EcsCalls {
    /** The output that names what was made. */
    static final String ID = "id";

    static final String CREATE_SNAPSHOT_GROUP = "ecs:CreateSnapshotGroup";
    static final String DELETE_SNAPSHOT_GROUP = "ecs:DeleteSnapshotGroup";
    static final String CREATE_SNAPSHOT = "ecs:CreateSnapshot";
    static final String DELETE_SNAPSHOT = "ecs:DeleteSnapshot";
    static final String COPY_SNAPSHOT = "ecs:CopySnapshot";
    static final String KEEP_SNAPSHOT = "ecs:ModifySnapshotAttribute";
    static final String LOCK_SNAPSHOT = "ecs:LockSnapshot";
    static final String CREATE_IMAGE = "ecs:CreateImage";
    static final String COPY_IMAGE = "ecs:CopyImage";
    static final String DELETE_IMAGE = "ecs:DeleteImage";
    static final String CREATE_DISK = "ecs:CreateDisk";
    static final String DELETE_DISK = "ecs:DeleteDisk";
    static final String STOP = "ecs:StopInstance";
    static final String START = "ecs:StartInstance";
    static final String RESET_DISK = "ecs:ResetDisk";
    static final String RUN_INSTANCES = "ecs:RunInstances";
    static final String DELETE_INSTANCE = "ecs:DeleteInstance";
    static final String RUN_COMMAND = "ecs:RunCommand";
    static final String CREATE_POLICY = "ecs:CreateAutoSnapshotPolicy";
    static final String MODIFY_POLICY = "ecs:ModifyAutoSnapshotPolicyEx";
    static final String APPLY_POLICY = "ecs:ApplyAutoSnapshotPolicy";
    static final String CANCEL_POLICY = "ecs:CancelAutoSnapshotPolicy";
    static final String DELETE_POLICY = "ecs:DeleteAutoSnapshotPolicy";
    static final String CREATE_PAIR = "ebs:CreateDiskReplicaPair";
    static final String START_PAIR = "ebs:StartDiskReplicaPair";
    static final String STOP_PAIR = "ebs:StopDiskReplicaPair";
    static final String DELETE_PAIR = "ebs:DeleteDiskReplicaPair";
    static final String FAIL_OVER_PAIR = "ebs:FailoverDiskReplicaPair";
    static final String REPROTECT_PAIR = "ebs:ReprotectDiskReplicaPair";

    private EcsCalls() {}
}
