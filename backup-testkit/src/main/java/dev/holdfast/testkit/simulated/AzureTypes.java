// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

/** The requests of Azure that change something; behind the sign stands what the body of the request asks for. */
final class AzureTypes {
    static final String PUT_SNAPSHOT = "PUT snapshots";
    static final String PUT_RESTORE_POINT = "PUT restorePoints";
    static final String COPY_START = "PUT snapshots.copyStart";
    static final String DELETE_SNAPSHOT = "DELETE snapshots";
    static final String PATCH_SNAPSHOT = "PATCH snapshots";
    static final String PUT_LOCK = "PUT locks";
    static final String PUT_IMAGE = "PUT images";
    static final String PATCH_IMAGE = "PATCH images";
    static final String DELETE_IMAGE = "DELETE images";
    static final String PUT_DISK = "PUT disks";
    static final String DELETE_DISK = "DELETE disks";
    static final String ATTACH = "PUT virtualMachines#attach";
    static final String DETACH = "PUT virtualMachines#detach";
    static final String SWAP = "PUT virtualMachines#osDisk";
    static final String PUT_MACHINE = "PUT virtualMachines";
    static final String START = "POST start";
    static final String DEALLOCATE = "POST deallocate";
    static final String DELETE_MACHINE = "DELETE virtualMachines";
    static final String RUN_COMMAND = "POST runCommand";

    private AzureTypes() {}
}
