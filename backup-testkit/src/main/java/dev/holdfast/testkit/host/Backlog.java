// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.testkit.world.time.WorldLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What comes for a host while it is frozen. It gets all of it afterwards, and nothing newer before that. */
final class Backlog {
    private final WorldLoop loop;
    private final Consumer<Runnable> host;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private volatile boolean held;
    private boolean delivering;

    Backlog(WorldLoop loop, Consumer<Runnable> host) {
        this.loop = loop;
        this.host = host;
    }

    boolean isHeld() {
        return held;
    }

    /** Gives the host an event, now or when it may have it. */
    void take(Runnable event) {
        // What an event of the backlog itself sets off belongs to that event.
        if (held || (!waiting.isEmpty() && !delivering)) {
            waiting.add(event);
        } else {
            host.accept(event);
        }
    }

    void hold() {
        held = true;
    }

    void letGo() {
        held = false;
        loop.post(this::deliver);
    }

    void drop() {
        held = false;
        waiting.clear();
    }

    private void deliver() {
        Runnable next = held ? null : waiting.poll();
        if (next == null) {
            return;
        }
        delivering = true;
        try {
            host.accept(next);
        } finally {
            delivering = false;
        }
        loop.post(this::deliver);
    }
}
