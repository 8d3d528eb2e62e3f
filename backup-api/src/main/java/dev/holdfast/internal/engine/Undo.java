// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What undoes an operation: the undo steps of all that had, or may have had, an effect, in reverse, as a graph like any
 * other. One after the other, each whatever became of the one before; one that fails is parked or failed on its own and
 * its leftovers are reported. Pure.
 */
final class Undo {
    private Undo() {}

    static List<StepNode> nodes(List<StepRow> rows, PayloadMapper mapper, int firstNumber) {
        Map<Integer, StepProgress> recorded = new HashMap<>();
        List<StepNode> nodes = new ArrayList<>();
        for (StepRow row : rows) {
            if (!row.progress().fields().isEmpty()) {
                recorded.put(row.number(), mapper.read(row.progress(), StepProgress.class));
            }
        }
        int number = firstNumber;
        for (int i = rows.size() - 1; i >= 0; i--) {
            StepRow row = rows.get(i);
            StepProgress progress = recorded.get(row.number());
            StepNode node = mapper.read(row.node(), StepNode.class);
            if (!(node.work() instanceof Work.Request request) || progress == null || !hadEffect(row, progress)) {
                continue;
            }
            for (Primitive undo : request.primitive().undo()) {
                Payload arguments = resolved(undo.arguments(), recorded);
                if (arguments == null) {
                    // What it made was never known by id: the settling of the step itself reports it.
                    continue;
                }
                List<Link> links = number == firstNumber ? List.of() : List.of(new Link(number - 1, Edge.Kind.FINALLY));
                nodes.add(new StepNode(
                        number,
                        "undo " + node.name() + ": " + undo.name(),
                        -1,
                        new Work.Request(
                                undo.withArguments((Payload.Fields) arguments).toBuilder()
                                        .edges(List.of())
                                        .build(),
                                Payload.Fields.EMPTY,
                                Made.undoneBy(undo, request.primitive(), progress)),
                        Priority.RECOVER,
                        links,
                        true,
                        -1,
                        List.of(),
                        node.item()));
                number++;
            }
        }
        return nodes;
    }

    private static boolean hadEffect(StepRow row, StepProgress progress) {
        return progress.intendedAt() != null && row.state() != StepState.PENDING && row.state() != StepState.SKIPPED;
    }

    private static @Nullable Payload resolved(Payload payload, Map<Integer, StepProgress> recorded) {
        if (payload instanceof Payload.Ref ref) {
            StepProgress source = recorded.get(Integer.parseInt(ref.step()));
            try {
                return source == null ? null : Requests.output(source, ref);
            } catch (IllegalArgumentException e) {
                return null;
            }
        } else if (payload instanceof Payload.Items items) {
            List<Payload> resolved = new ArrayList<>();
            for (Payload item : items.items()) {
                Payload value = resolved(item, recorded);
                if (value == null) {
                    return null;
                }
                resolved.add(value);
            }
            return new Payload.Items(resolved);
        } else if (payload instanceof Payload.Fields fields) {
            TreeMap<String, Payload> resolved = new TreeMap<>();
            for (var field : fields.fields().entrySet()) {
                Payload value = resolved(field.getValue(), recorded);
                if (value == null) {
                    return null;
                }
                resolved.put(field.getKey(), value);
            }
            return new Payload.Fields(resolved);
        }
        return payload;
    }
}
