// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.testkit.world.Machine;
import java.util.Map;

/** What the requests of AWS do. */
final class AwsVerbs {
    private AwsVerbs() {}

    static Map<String, Verb> all() {
        return Map.ofEntries(
                Map.entry(AwsTypes.CREATE_SNAPSHOT, new TakeSnapshot()),
                Map.entry(AwsTypes.CREATE_SNAPSHOTS, new TakeSet()),
                Map.entry(AwsTypes.COPY_SNAPSHOT, new CopySnapshot(CopySnapshot.Watched.SNAPSHOT)),
                Map.entry(AwsTypes.DELETE_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.DELETED)),
                Map.entry(AwsTypes.SHARE_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.SHARED)),
                Map.entry(AwsTypes.UNSHARE_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.UNSHARED)),
                Map.entry(AwsTypes.LOCK_SNAPSHOT, new ChangeSnapshot(ChangeSnapshot.Goal.LOCKED)),
                Map.entry(AwsTypes.CREATE_TAGS, new ChangeSnapshot(ChangeSnapshot.Goal.MARKED)),
                Map.entry(AwsTypes.CREATE_IMAGE, new MakeImage(MakeImage.From.MACHINE)),
                Map.entry(AwsTypes.REGISTER_IMAGE, new MakeImage(MakeImage.From.SNAPSHOTS)),
                Map.entry(AwsTypes.COPY_IMAGE, new MakeImage(MakeImage.From.IMAGE)),
                Map.entry(AwsTypes.DEREGISTER_IMAGE, new DeleteImage()),
                Map.entry(AwsTypes.CREATE_VOLUME, new CreateDisk()),
                Map.entry(AwsTypes.DELETE_VOLUME, new ChangeDisk(ChangeDisk.Goal.DELETED)),
                Map.entry(AwsTypes.ATTACH_VOLUME, new ChangeDisk(ChangeDisk.Goal.ATTACHED)),
                Map.entry(AwsTypes.DETACH_VOLUME, new ChangeDisk(ChangeDisk.Goal.DETACHED)),
                Map.entry(AwsTypes.RUN_INSTANCES, new LaunchMachine()),
                Map.entry(AwsTypes.START_INSTANCES, new ChangeMachine(Machine.State.RUNNING)),
                Map.entry(AwsTypes.STOP_INSTANCES, new ChangeMachine(Machine.State.STOPPED)),
                Map.entry(AwsTypes.TERMINATE_INSTANCES, new ChangeMachine(Machine.State.TERMINATED)),
                Map.entry(AwsTypes.SEND_COMMAND, new GuestCommand()));
    }
}
