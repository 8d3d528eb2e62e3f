// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.durable;

import dev.holdfast.Holdfast;
import dev.holdfast.examples.quickstart.Shop;
import dev.holdfast.jdbc.JdbcStore;
import dev.holdfast.operation.Operation;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.served.RemoteCloud;
import dev.holdfast.testkit.served.ServedCloud;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A host with its store in a SQLite file. It is the same program the first time and after it was killed. */
public final class ShopHost {
    static final String TRUST = "KILLED_HOST_TRUST";
    static final String NAME = "host-1";

    /** What it says: where it stands. */
    static final String PROTECTED = "protected";

    static final String ASKED = "asked ";
    static final String REPORT = "report ";
    static final String DONE = "done ";

    private final RemoteCloud cloud;
    private final Holdfast holdfast;
    private final BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private ShopHost(RemoteCloud cloud, Holdfast holdfast) {
        this.cloud = cloud;
        this.holdfast = holdfast;
    }

    /**
     * Runs it. Where the cloud is, its secret and the trust are in the environment.
     *
     * @param arguments the file of the store, the file of the recovery kit
     */
    public static void main(String[] arguments) throws IOException {
        String[] address = environment(ServedCloud.ADDRESS).split(":", 2);
        try (RemoteCloud cloud = RemoteCloud.connect(
                        address[0], Integer.parseInt(address[1]), environment(ServedCloud.SECRET), NAME);
                Holdfast holdfast = Holdfast.builder()
                        .installation(Shop.INSTALLATION)
                        .host(NAME)
                        .provider(cloud.provider())
                        .runtime(cloud.runtime())
                        .store(JdbcStore.sqlite(Path.of(arguments[0])))
                        .kitStore(KitStore.file(Path.of(arguments[1])))
                        .trust(Trust.sharedKey(environment(TRUST).getBytes(StandardCharsets.UTF_8)))
                        .build()) {
            new ShopHost(cloud, holdfast).run();
        }
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("Start this by KilledHost: the environment has no " + name);
        }
        return value;
    }

    private void run() throws IOException {
        holdfast.start(); // what was open when the process ended goes on from here
        if (holdfast.plans().find(Shop.PLAN).isEmpty()) {
            protect();
            say(PROTECTED);
            rest();
        }
        // Asked once more with the same key: that is the operation of before.
        Operation<RecoveryReport> failover =
                holdfast.submit(Failover.of(Shop.PLAN).source(SourceState.LOST).key(new RequestKey("the bad day")));
        say(ASKED + failover.id().value());
        order(); // and not at rest: so the world stands still until then
        failover.result().summary().lines().forEach(line -> say(REPORT + line));
        say(DONE + failover.status().state());
        rest();
    }

    private void protect() {
        List<RecoveryPoint> points = new ArrayList<>();
        points.addAll(holdfast.submit(Shop.databaseBackup()).result());
        points.addAll(holdfast.submit(Shop.webBackup()).result());
        List<RecoveryPoint> copied =
                holdfast.submit(Replication.of(points).to(Shop.target())).result();
        holdfast.plans().save(Shop.plan());
        say(copied.size() + " points are in " + Shop.TARGET + " too");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void rest() throws IOException {
        RemoteCloud.Rest rest = cloud.rest();
        order();
        rest.close();
    }

    private void order() throws IOException {
        if (orders.readLine() == null) {
            throw new IOException("nobody is there any more who tells what to do");
        }
    }
}
