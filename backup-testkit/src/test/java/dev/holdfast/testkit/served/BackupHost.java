// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Backup;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.simulated.SimulatedProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An ordinary host, as a process: for each line it reads it backs up the disks of that name, by the real clock. */
final class BackupHost {
    private BackupHost() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        Location west = new Location(SimulatedProvider.ID, "acme", "west", null);
        try (RemoteClient cloud = RemoteClient.connect(System.getenv(), name);
                Holdfast holdfast = Holdfast.builder()
                        .installation(name)
                        .host(name)
                        .provider(cloud.provider())
                        .store(Store.inMemory())
                        .trust(Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8)))
                        .build()) {
            holdfast.start();
            System.out.println("ready");
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String disk = orders.readLine(); disk != null; disk = orders.readLine()) {
                System.out.println("asked " + disk);
                List<RecoveryPoint> points = holdfast.submit(
                                Backup.of(ResourceSelector.disks(disk).in(west)))
                        .result();
                System.out.println("done " + disk + " " + points.size() + " "
                        + points.get(0).moment());
            }
        }
    }
}
