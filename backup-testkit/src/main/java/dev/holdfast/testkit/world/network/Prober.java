// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The opening side of a health check. */
final class Prober implements ConnectionHandler {

    private final WorldLoop loop;
    private final @Nullable String request;
    private final Duration patience;
    private final Consumer<Probe> result;
    private @Nullable Cancellable deadline;
    private boolean done;

    Prober(WorldLoop loop, @Nullable String request, Duration patience, Consumer<Probe> result) {
        this.loop = loop;
        this.request = request;
        this.patience = patience;
        this.result = result;
    }

    @Override
    public void opened(Connection connection) {
        if (request == null) {
            connection.close();
            end(new Probe(Probe.Kind.ANSWERED, null));
            return;
        }
        deadline = loop.after(patience, () -> {
            connection.close();
            end(new Probe(Probe.Kind.NO_ANSWER, null));
        });
        connection.send(request);
    }

    @Override
    public void refused() {
        end(new Probe(Probe.Kind.REFUSED, null));
    }

    @Override
    public void timedOut() {
        end(new Probe(Probe.Kind.SILENT, null));
    }

    @Override
    public void message(Connection connection, String text) {
        connection.close();
        end(new Probe(Probe.Kind.ANSWERED, text));
    }

    @Override
    public void closed(Connection connection) {
        end(new Probe(Probe.Kind.NO_ANSWER, null));
    }

    private void end(Probe outcome) {
        if (done) {
            return;
        }
        done = true;
        if (deadline != null) {
            deadline.cancel();
        }
        result.accept(outcome);
    }
}
