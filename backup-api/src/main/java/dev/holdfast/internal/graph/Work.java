// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RepeatClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a step does. */
public sealed interface Work {
    /**
     * One mutating request.
     *
     * @param primitive which
     * @param marks the marks it sets where it makes something, still without key and seal
     * @param removes what is gone from the cloud once it is done; {@code null} for nothing
     */
    record Request(
            Primitive primitive,
            Payload.Fields marks,
            @Nullable List<LeftBehind> removes) implements Work {
        /** Copies the list. */
        public Request {
            removes = removes == null || removes.isEmpty() ? null : List.copyOf(removes);
        }

        /**
         * What is gone from the cloud once it is done.
         *
         * @return the things, none for most requests
         */
        public List<LeftBehind> gone() {
            return removes == null ? List.of() : removes;
        }
    }

    /**
     * One read, page by page.
     *
     * @param query what is asked
     * @param purpose whose credentials
     */
    record Read(FactQuery<?> query, Purpose purpose) implements Work {}

    /**
     * A read of the store: no request.
     *
     * @param kind which records
     * @param group of which group, or {@code null} for all
     */
    record Recall(RecordRow.Kind kind, @Nullable String group) implements Work {}

    /**
     * A planner gets what its predecessors recorded and says what follows. The step ends when all that follows has.
     *
     * @param planner its name
     * @param version its version
     * @param arguments what it is told
     */
    record Expand(String planner, int version, Payload.Fields arguments) implements Work {}

    /**
     * Work of this host: a host action, a health check.
     *
     * @param action its name
     * @param repeat {@link RepeatClass#GOAL} for repeatable, {@link RepeatClass#ONCE} for once
     * @param arguments what it is told
     */
    record Local(String action, RepeatClass repeat, Payload.Fields arguments) implements Work {}

    /**
     * A person decides.
     *
     * @param question what is asked
     * @param digest what the answer is bound to
     */
    record Approval(String question, String digest) implements Work {}
}
