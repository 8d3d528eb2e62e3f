// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.time.Strand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

/** Work that may wait for the world, each piece on a strand of its own; all of it ends with its owner. */
public final class Strands {
    private final Set<Strand> open = new LinkedHashSet<>();

    /**
     * Begins work. Called on the loop, which goes on once the work waits or has ended.
     *
     * @param name of its thread
     * @param work what it does
     * @param outcome told on the strand, unless the work was cancelled
     * @param <T> what the work returns
     */
    public <T> void begin(String name, Callable<T> work, Outcome<T> outcome) {
        Strand[] mine = new Strand[1];
        mine[0] = new Strand(name, () -> {
            Outcome.of(work, outcome);
            open.remove(mine[0]);
        });
        open.add(mine[0]);
        mine[0].resume();
    }

    /** All stay where they are, whatever they wait for, until {@link #letGo}. Called on the loop. */
    public void hold() {
        open.forEach(Strand::hold);
    }

    /** Those go on that something came for meanwhile, one after the other. Called on the loop, which waits. */
    public void letGo() {
        new ArrayList<>(open).forEach(Strand::letGo);
    }

    /** Ends all, each where it stands, but for the strand that calls this. Called on the loop or on a strand. */
    public void cancel() {
        Strand current = Strand.current();
        for (Strand strand : new ArrayList<>(open)) {
            if (strand != current) {
                strand.cancel();
            }
        }
        open.clear();
    }
}
