// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

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
                Map.entry(AwsTypes.SEND_COMMAND, new GuestCommand()));
    }
}
