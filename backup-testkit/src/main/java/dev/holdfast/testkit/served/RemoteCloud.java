// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.profile.CloudProfile;
import java.io.IOException;
import java.net.Socket;

/**
 * A simulated cloud that another process serves, as one host sees it: its provider, and the runtime whose clock is the
 * world's.
 *
 * <pre>{@code
 * try (RemoteCloud cloud = RemoteCloud.connect("127.0.0.1", port, secret, "host-1")) {
 *     Holdfast holdfast = Holdfast.builder().provider(cloud.provider()).runtime(cloud.runtime())...
 * }
 * }</pre>
 *
 * <p>In virtual time the world stands still while this host works: from the connection on, until a thread of the
 * application waits through the runtime. A host that waits for something else says so by {@link #rest()}.
 */
public final class RemoteCloud implements AutoCloseable {
    private final RemoteRuntime runtime;
    private final RemoteProvider provider;

    private RemoteCloud(RemoteRuntime runtime, RemoteProvider provider) {
        this.runtime = runtime;
        this.provider = provider;
    }

    /**
     * Connects a host.
     *
     * @param address where the cloud is served, such as {@code 127.0.0.1}
     * @param port its port
     * @param secret the secret of the run
     * @param host the host's name, different from all that are connected
     * @return the connection
     * @throws IOException if nobody serves there, or this host is not let in; says why
     */
    public static RemoteCloud connect(String address, int port, String secret, String host) throws IOException {
        Frames frames = new Frames(new Socket(address, port));
        try {
            frames.write(Wire.frame(Wire.HELLO)
                    .with("secret", secret)
                    .with("host", host)
                    .with("version", Wire.VERSION));
            Payload.Fields welcome = frames.read(Frames.LONGEST);
            if (Wire.text(welcome, "frame").equals(Wire.REFUSED)) {
                throw new IOException("the simulated cloud refuses this host: " + Wire.text(welcome, "why"));
            }
            CloudProfile profile = Wire.profile(welcome);
            RemoteRuntime runtime = new RemoteRuntime(host, frames, welcome);
            runtime.start();
            return new RemoteCloud(runtime, new RemoteProvider(runtime::exchange, profile, host));
        } catch (IOException | RuntimeException e) {
            frames.close();
            throw e;
        }
    }

    /**
     * The provider: what it declares is known here, its four verbs go over the connection.
     *
     * @return the provider
     */
    public BackupProvider provider() {
        return provider;
    }

    /**
     * A probe through the simulated network.
     *
     * @return the probe
     */
    public HealthProbe healthProbe() {
        return provider::probe;
    }

    /**
     * The runtime of this host; closed with the connection.
     *
     * @return the runtime
     */
    public HostRuntime runtime() {
        return runtime;
    }

    /** Ends when this host works again. */
    @FunctionalInterface
    public interface Rest extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Says that this host waits for something outside the world, such as a person: it holds the world back no longer, and
     * asks for no time either. What it has under way goes on as time passes for others.
     *
     * @return what ends it: then time stands still for this host again
     */
    public Rest rest() {
        return runtime.rest();
    }

    /** Leaves the cloud. Calls under way arrive, and nobody hears their answers. */
    @Override
    public void close() {
        runtime.close();
    }
}
