// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.testkit.world.front.CallObserver;
import dev.holdfast.testkit.world.request.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is sent to the regions of a shop from a moment on. */
final class Traffic {
    /** Requests that stop a machine, by the words of each cloud. */
    static final Set<String> STOPS = Set.of("StopInstances", "StopInstance", "POST deallocate");

    /** Requests that start one, or make one that starts. */
    static final Set<String> STARTS =
            Set.of("RunInstances", "StartInstances", "StartInstance", "PUT virtualMachines", "POST start");

    /** Requests that remove something. */
    static final Set<String> REMOVALS = Set.of(
            "TerminateInstances",
            "DeleteVolume",
            "DeleteSnapshot",
            "DeregisterImage",
            "DeleteInstance",
            "DeleteDisk",
            "DeleteImage",
            "DELETE virtualMachines",
            "DELETE disks",
            "DELETE snapshots",
            "DELETE images");

    /** Requests that take a snapshot. */
    static final Set<String> SNAPSHOTS =
            Set.of("CreateSnapshot", "CreateSnapshots", "CreateSnapshotGroup", "PUT snapshots", "PUT restorePoints");

    record Request(Instant at, String host, String region, String api) {}

    private final List<Request> sent = new ArrayList<>();

    Traffic(Shop shop) {
        shop.cloud.world().front().observe((phase, number, request) -> {
            if (phase == CallObserver.Phase.SENT) {
                sent.add(of(shop, request));
            }
        });
    }

    private static Request of(Shop shop, Envelope request) {
        return new Request(shop.cloud.world().loop().now(), request.host(), request.region(), request.api());
    }

    /** All that went to a region, in order. */
    List<Request> to(String region) {
        return sent.stream().filter(each -> each.region().equals(region)).toList();
    }

    /** All that went to a region and is of a sort. */
    List<Request> to(String region, Set<String> apis) {
        return to(region).stream().filter(each -> apis.contains(each.api())).toList();
    }

    /** All that a host sent, of a sort. */
    List<Request> by(String host, Set<String> apis) {
        return sent.stream()
                .filter(each -> each.host().equals(host) && apis.contains(each.api()))
                .toList();
    }
}
