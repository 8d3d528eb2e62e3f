// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.spi.HostRuntime;
import dev.holdfast.testkit.world.time.Cancellable;
import org.jspecify.annotations.Nullable;

/** The one end of a piece of work: by its outcome or by its deadline, whichever is first. */
final class Ending<T> {
    private final WorldRuntime runtime;
    private final HostRuntime.Completion<T> completion;
    private Cancellable timer = () -> {};
    private boolean ended;

    Ending(WorldRuntime runtime, HostRuntime.Completion<T> completion) {
        this.runtime = runtime;
        this.completion = completion;
    }

    void timer(Cancellable deadline) {
        timer = deadline;
    }

    boolean ended() {
        return ended || runtime.isStopped();
    }

    void end(@Nullable T value, @Nullable Throwable failure) {
        if (!ended()) {
            ended = true;
            timer.cancel();
            completion.complete(value, failure);
        }
    }
}
