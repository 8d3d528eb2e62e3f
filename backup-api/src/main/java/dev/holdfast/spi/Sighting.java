// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a look for traces showed. A trace of which nothing is shown on any page of a complete look left
 * nothing that can be seen yet.
 */
public sealed interface Sighting {
    /**
     * Which trace it belongs to.
     *
     * @return the key of the trace
     */
    StepKey key();

    /**
     * Made by a call with this key, or the goal is reached. Several of one key and one cloud id are parts of one set,
     * spread over pages; different cloud ids under one key are twins. A set whose cloud has no id for it gets one from
     * what its members share.
     *
     * @param key which trace
     * @param cloudId the cloud's id of it; empty where a goal has none
     * @param task how to look at it while it is in work, or {@code null} if it is done
     * @param outputs what later steps may refer to, once done; of a machine also before, its disks, so that one nobody
     *     wants goes with all of them
     * @param members what became of each, where there are several; a set is adopted only when these are the members
     *     that the primitive expects
     */
    record Ours(StepKey key, String cloudId, @Nullable RemoteTask task, Payload.Fields outputs, List<Member> members)
            implements Sighting {
        /**
         * Copies the list.
         *
         * @param key which trace
         * @param cloudId the cloud's id of it; empty where a goal has none
         * @param task how to look at it while it is in work, or {@code null} if it is done
         * @param outputs what later steps may refer to, once done
         * @param members what became of each, where there are several; a set is adopted only when these are the members that the primitive expects
         */
        public Ours {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(cloudId, "cloudId");
            Objects.requireNonNull(outputs, "outputs");
            members = List.copyOf(members);
        }
    }

    /**
     * The name is taken by a thing of another, or of another source.
     *
     * @param key which trace
     * @param cloudId the cloud's id of it
     * @param what what it is, for a person
     */
    record Foreign(StepKey key, String cloudId, String what) implements Sighting {
        /**
         * Checks that all parts are given.
         *
         * @param key which trace
         * @param cloudId the cloud's id of it
         * @param what what it is, for a person
         */
        public Foreign {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(cloudId, "cloudId");
            Objects.requireNonNull(what, "what");
        }
    }

    /**
     * The target is in other work; a job begun before the intent is this, never adopted.
     *
     * @param key which trace
     * @param what what it is in, for a person
     */
    record Busy(StepKey key, String what) implements Sighting {
        /**
         * Checks that both are given.
         *
         * @param key which trace
         * @param what what it is in, for a person
         */
        public Busy {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(what, "what");
        }
    }

    /**
     * A fact on which the step was planned, or its guard, no longer holds.
     *
     * @param key which trace
     * @param expectation the expectation
     * @param found what was found instead
     */
    record Unmet(StepKey key, Expectation expectation, String found) implements Sighting {
        /**
         * Checks that all parts are given.
         *
         * @param key which trace
         * @param expectation the expectation
         * @param found what was found instead
         */
        public Unmet {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(expectation, "expectation");
            Objects.requireNonNull(found, "found");
        }
    }

    /**
     * The thing that the step would change does not exist.
     *
     * @param key which trace
     * @param what what is not there, for a person
     */
    record Gone(StepKey key, String what) implements Sighting {
        /**
         * Checks that both are given.
         *
         * @param key which trace
         * @param what what is not there, for a person
         */
        public Gone {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(what, "what");
        }
    }

    /**
     * Nothing stands in the way, and this is how the target looks now: what the call must send back as it found it (a
     * whole machine body, a list of regions) comes from here and not from an older fact.
     *
     * @param key which trace
     * @param seen what the next {@link Call} is handed; kept in memory only
     */
    record Clear(StepKey key, Payload.Fields seen) implements Sighting {
        /**
         * Checks that both are given.
         *
         * @param key which trace
         * @param seen what the next call is handed
         */
        public Clear {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(seen, "seen");
        }
    }
}
