// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.testkit.world.time.Strand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

/** Work of the host itself, each on a strand of its own, so that it may wait for the world. */
final class LocalWork {
    private final String host;
    private final Set<Strand> strands = new LinkedHashSet<>();
    private long number;

    LocalWork(String host) {
        this.host = host;
    }

    <T> void begin(WorldRuntime runtime, Callable<T> work, Ending<T> ending) {
        Strand[] mine = new Strand[1];
        mine[0] = new Strand("holdfast-" + host + "-local-" + ++number, () -> {
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
            T result = value;
            Throwable why = failure;
            runtime.loop().post(() -> runtime.run(() -> ending.end(result, why)));
            strands.remove(mine[0]);
        });
        strands.add(mine[0]);
        mine[0].resume();
    }

    void cancel() {
        Strand current = Strand.current();
        for (Strand strand : new ArrayList<>(strands)) {
            if (strand != current) {
                strand.cancel();
            }
        }
        strands.clear();
    }
}
