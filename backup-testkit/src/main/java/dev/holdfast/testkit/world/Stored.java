// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What holds bytes: it is made by work that takes time, and stands somewhere in its life. */
public abstract sealed class Stored extends Resource permits Disk, Snapshot, Image {
    private final TreeSet<String> shared = new TreeSet<>();
    private Lifecycle state = Lifecycle.CREATING;
    private @Nullable Job job;

    Stored(Kind kind, String id, String account, String region, Birth birth) {
        super(kind, id, account, region, birth);
    }

    /** Where it stands. */
    public final Lifecycle state() {
        return state;
    }

    /** Work on it that has not ended, or the last; null: none yet. */
    public final @Nullable Job job() {
        return job;
    }

    /** Accounts it is shared with. */
    public final Set<String> sharedWith() {
        return Collections.unmodifiableSet(shared);
    }

    @Override
    public final boolean exists() {
        return state != Lifecycle.DELETED;
    }

    @Override
    final boolean sharedWith(String other) {
        return shared.contains(other);
    }

    final Set<String> shared() {
        return shared;
    }

    final void state(Lifecycle newState) {
        state = newState;
    }

    final void job(Job newJob) {
        job = newJob;
    }

    final boolean isBusy() {
        return job != null && !job.ended();
    }
}
