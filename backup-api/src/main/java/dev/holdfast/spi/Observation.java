// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What a look at a task showed. */
public sealed interface Observation {
    /**
     * In work.
     *
     * @param percent how far, 0 to 100, or -1 where the cloud does not tell
     * @param lookAgain the least time until the next look that the cloud asks for; zero where it asks for none
     */
    record Running(int percent, Duration lookAgain) implements Observation {
        /**
         * Checks the range.
         *
         * @param percent how far, 0 to 100, or -1 where the cloud does not tell
         * @param lookAgain the least time until the next look that the cloud asks for; zero where it asks for none
         */
        public Running {
            Objects.requireNonNull(lookAgain, "lookAgain");
            if (percent < -1 || percent > 100) {
                throw new IllegalArgumentException("Progress of " + percent + " % cannot be");
            }
        }
    }

    /**
     * Work goes on under another reference, which is journaled before anything else: operation to job, copy operation
     * to snapshot.
     *
     * @param task the new reference
     */
    record Moved(RemoteTask task) implements Observation {
        /**
         * Checks that there is a task.
         *
         * @param task the new reference
         */
        public Moved {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * Done by the provider's whole predicate: ended, complete, and usable.
     *
     * @param outputs what later steps may refer to
     * @param members what became of each, where there are several
     */
    record Done(Payload.Fields outputs, List<Member> members) implements Observation {
        /**
         * Copies the list.
         *
         * @param outputs what later steps may refer to
         * @param members what became of each, where there are several
         */
        public Done {
            Objects.requireNonNull(outputs, "outputs");
            members = List.copyOf(members);
        }
    }

    /**
     * Failed for good.
     *
     * @param failure why
     * @param leftBehind cloud ids of what it left, for clean-up
     */
    record Failed(Failure failure, List<LeftBehind> leftBehind) implements Observation {
        /**
         * Copies the list.
         *
         * @param failure why
         * @param leftBehind cloud ids of what it left, for clean-up
         */
        public Failed {
            Objects.requireNonNull(failure, "failure");
            leftBehind = List.copyOf(leftBehind);
        }
    }

    /** The cloud does not know it. Believed only after the visibility bound. */
    record Missing() implements Observation {}

    /**
     * This one could not be looked at; the others could.
     *
     * @param failure why
     */
    record Unread(CallFailure failure) implements Observation {
        /**
         * Checks that there is a failure.
         *
         * @param failure why
         */
        public Unread {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
