// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Replication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The host on ordinary days: it backs up, copies, and drills. It does not end by itself: it is killed. */
public final class HostOne {
    private HostOne() {}

    /**
     * Runs it.
     *
     * @param arguments the address of the cloud, the file of the recovery kit, the file of the store
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Host host = new Host("host-1", arguments);
                Holdfast holdfast = host.holdfast("host-1", 1)
                        .installation(Shop.INSTALLATION)
                        .kitStore(Host.kit(arguments))
                        .build()) {
            holdfast.start();
            protect("full", host, holdfast);
            host.pause(Play.FULL);
            protect("incremental", host, holdfast);
            holdfast.plans().save(Shop.plan());
            host.pause(Play.INCREMENTAL);
            host.feed().report(host.run("Drill, isolated", holdfast, Drill.of(Shop.PLAN)));
            host.pause(Play.DRILLED);
        }
    }

    private static void protect(String how, Host host, Holdfast holdfast) throws InterruptedException {
        List<RecoveryPoint> points = new ArrayList<>();
        points.addAll(host.run("Back up the database, " + how, holdfast, Shop.databaseBackup()));
        points.addAll(host.run("Image the application machines, " + how, holdfast, Shop.webBackup()));
        host.feed()
                .points(host.run(
                        "Replicate to " + Shop.TARGET + ", " + how,
                        holdfast,
                        Replication.of(points).to(Shop.target())));
    }
}
