// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.machine.Program;
import org.jspecify.annotations.Nullable;

/** A guest command that was given to a machine. */
public final class Invocation {

    private final String id;
    private final String machine;
    private Program.@Nullable Reply reply;
    private boolean ended;

    Invocation(String id, String machine) {
        this.id = id;
        this.machine = machine;
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** The machine it was given to. */
    public String machine() {
        return machine;
    }

    /** Whether it has ended, answered or not. */
    public boolean ended() {
        return ended;
    }

    /** What the guest answered; null: not yet, or there was nobody to answer. */
    public Program.@Nullable Reply reply() {
        return reply;
    }

    void end(Program.@Nullable Reply answer) {
        reply = answer;
        ended = true;
    }
}
