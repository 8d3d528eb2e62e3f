// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.Holdfast;
import dev.holdfast.request.Backup;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.served.RemoteClient;
import dev.holdfast.testkit.simulated.SimulatedProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One of several hosts, as a process: an ordinary Holdfast on the real clock, with the store and the turns on PostgreSQL.
 * For each line it reads it asks for a backup of the disk of that name, under a key of the same name.
 */
final class ClusterHost {
    private ClusterHost() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        PGSimpleDataSource database = TestServer.source(null, null, Integer.parseInt(arguments[1]));
        String schema = arguments[2];
        Location west = new Location(SimulatedProvider.ID, "acme", "west", null);
        try (RemoteClient cloud = RemoteClient.connect(System.getenv(), name);
                JdbcStore store =
                        JdbcStore.builder().postgresql(database).schema(schema).build();
                Holdfast holdfast = Holdfast.builder()
                        .installation("chaos")
                        .host(name)
                        .provider(cloud.provider())
                        .store(store)
                        .cluster(JdbcCluster.builder(database)
                                .schema(schema)
                                .name(name)
                                .build())
                        .trust(Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8)))
                        .build()) {
            holdfast.start();
            System.out.println("ready");
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String disk = orders.readLine(); disk != null; disk = orders.readLine()) {
                holdfast.submit(Backup.of(ResourceSelector.disks(disk).in(west)).key(new RequestKey(disk)));
                System.out.println("accepted " + disk);
            }
            holdfast.close(Duration.ofSeconds(30));
            System.out.println("closed");
        }
    }
}
