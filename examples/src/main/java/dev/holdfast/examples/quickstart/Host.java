// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.Holdfast;
import dev.holdfast.HoldfastBuilder;
import dev.holdfast.jdbc.JdbcStore;
import dev.holdfast.operation.Operation;
import dev.holdfast.request.Request;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.served.RemoteCloud;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** What both hosts have in common: they know where the cloud is, and by the environment its secret and the trust. */
final class Host implements AutoCloseable {
    static final String SECRET = "QUICKSTART_SECRET";
    static final String TRUST = "QUICKSTART_TRUST";

    /** A listener hears of what happened a moment later. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final RemoteCloud cloud;
    private final Path store;
    private final Feed feed = new Feed(System.out);
    private final BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    Host(String name, String... arguments) throws IOException {
        String[] address = arguments[0].split(":", 2);
        cloud = RemoteCloud.connect(address[0], Integer.parseInt(address[1]), environment(SECRET), name);
        store = Path.of(arguments[2]);
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("Start this by the quickstart: the environment has no " + name);
        }
        return value;
    }

    /** All that does not differ: the cloud, a store in a file of its own, the trust, and somebody who listens. */
    HoldfastBuilder holdfast(String name, long seed) {
        return Holdfast.builder()
                .host(name)
                .provider(cloud.provider())
                .runtime(cloud.runtime())
                .store(JdbcStore.sqlite(store))
                .trust(Trust.sharedKey(environment(TRUST).getBytes(StandardCharsets.UTF_8)))
                .listener(feed::event)
                .seed(seed);
    }

    static KitStore kit(String... arguments) {
        return KitStore.file(Path.of(arguments[1]));
    }

    Feed feed() {
        return feed;
    }

    /** Does what is asked, and shows its steps also when it fails. */
    <T> T run(String title, Holdfast holdfast, Request<T> request) throws InterruptedException {
        return shown(title, holdfast.submit(request));
    }

    <T> T shown(String title, Operation<T> operation) throws InterruptedException {
        try {
            return operation.result();
        } finally {
            feed.operation(title, operation);
            boolean ignored = cloud.runtime().await(() -> false, A_MOMENT);
        }
    }

    /** Tells where it stands, and waits to be told to go on; the world need not wait for it. */
    void pause(String phase) throws IOException {
        RemoteCloud.Rest rest = cloud.rest();
        feed.phase(phase);
        if (orders.readLine() == null) {
            throw new IOException("nobody is there any more who tells what to do");
        }
        rest.close();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
