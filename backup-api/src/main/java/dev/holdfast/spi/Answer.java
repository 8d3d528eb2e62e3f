// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import java.util.Objects;

/** What a call was answered with. */
public sealed interface Answer {
    /**
     * The cloud works.
     *
     * @param task how to look at it
     */
    record Started(RemoteTask task) implements Answer {
        /**
         * Checks that there is a task.
         *
         * @param task how to look at it
         */
        public Started {
            Objects.requireNonNull(task, "task");
        }
    }

    /**
     * It is done, by the provider's whole predicate.
     *
     * @param outputs what later steps may refer to
     * @param members what became of each, where there are several
     */
    record Done(Payload.Fields outputs, List<Member> members) implements Answer {
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
     * Done, with nothing to tell.
     *
     * @return the answer
     */
    static Done done() {
        return new Done(Payload.Fields.EMPTY, List.of());
    }
}
