// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.util.List;

/** Puts a step whose outcome was never known on the twin watch, from the moment on in which its lane answers again. */
final class WatchAgain implements Planner {
    static final String NAME = "watch-again";

    private final PayloadMapper mapper;

    WatchAgain(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Payload told = input.arguments().get("row");
        if (told == null) {
            throw new IllegalArgumentException("No step is named");
        }
        RecordRow row = mapper.read(told, RecordRow.class);
        Payload.Fields body = row.body().with("since", new Payload.Time(input.now()));
        return Expansion.outputs(Payload.Fields.EMPTY)
                .withRecords(List.of(new RecordRow(row.kind(), row.group(), row.key(), 0, body)));
    }
}
