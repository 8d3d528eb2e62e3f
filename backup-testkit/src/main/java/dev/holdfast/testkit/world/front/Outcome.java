// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.time.Strand;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Takes what came of a call or of other work.
 *
 * @param <T> what the call returns
 */
@FunctionalInterface
public interface Outcome<T> {
    /**
     * Called once; for a carried call on the loop, when its answer comes.
     *
     * @param value what it returned, or {@code null}
     * @param failure what it threw, or {@code null}
     */
    void came(@Nullable T value, @Nullable Throwable failure);

    /**
     * Does work and tells at once what came of it, whatever it threw; only of a strand's end it does not tell.
     *
     * @param work the work
     * @param outcome told where the work was done
     * @param <T> what the work returns
     */
    static <T> void of(Callable<T> work, Outcome<T> outcome) {
        T value = null;
        Throwable failure = null;
        try {
            value = work.call();
        } catch (Strand.Cancelled e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (Throwable e) {
            failure = e;
        }
        outcome.came(value, failure);
    }
}
