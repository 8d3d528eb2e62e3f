// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Frames on their way to a host, by a thread of their own: a host that reads nothing holds up nobody else. */
final class Outgoing {
    /** No frame that goes to a host. */
    private static final Payload.Fields LAST = Wire.frame("last");

    private final Frames frames;
    private final Runnable cut;
    private final BlockingQueue<Payload.Fields> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;

    /**
     * Starts the thread.
     *
     * @param frames where frames go
     * @param cut called if they cannot go there any more
     */
    Outgoing(Frames frames, Runnable cut) {
        this.frames = frames;
        this.cut = cut;
        this.writer = ServedCloud.daemon("holdfast-served-writer", this::write);
        writer.start();
    }

    void add(Payload.Fields frame) {
        waiting.add(frame);
    }

    /** Ends the thread after what was added before, or with the connection. */
    void end() {
        waiting.add(LAST);
    }

    void join() {
        ServedCloud.join(writer);
    }

    private void write() {
        try {
            for (Payload.Fields next = waiting.take(); !next.equals(LAST); next = waiting.take()) {
                frames.write(next);
            }
        } catch (IOException e) {
            // The reader hears of it too, and ends the connection.
            cut.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
