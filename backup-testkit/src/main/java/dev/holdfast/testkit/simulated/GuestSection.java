// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Freeze, create, thaw. */
final class GuestSection {
    private final Draft draft;
    private final String type;
    private final RepeatClass freezing;

    /**
     * A section in the words of a cloud.
     *
     * @param type the request that runs a command in a guest
     * @param freezing how a freeze may be repeated; a thaw always may
     */
    GuestSection(Draft draft, String type, RepeatClass freezing) {
        this.draft = draft;
        this.type = type;
        this.freezing = freezing;
    }

    /** Adds what makes something; inside a section where there are hooks. */
    void around(
            Action action, @Nullable GuestHooks hooks, Lane lane, List<ResourceId> machines, List<Primitive> creates) {
        if (hooks == null) {
            creates.forEach(draft::add);
            return;
        }
        String section = Draft.name(action, "hold");
        Duration deadline = hooks.deadMan().multipliedBy(3).dividedBy(4);
        draft.add(new Section(section, deadline, hooks.deadMan()));
        List<Edge> afterFreezes = new ArrayList<>();
        for (ResourceId machine : machines) {
            String text =
                    String.join(" ", hooks.freeze()) + " " + hooks.deadMan().toSeconds();
            Primitive freeze = command(action, "freeze-" + machine.id(), freezing, lane, machine.id(), text, false)
                    .section(section)
                    .edges(List.copyOf(afterFreezes))
                    .build();
            draft.add(freeze);
            afterFreezes.add(Edge.after(freeze.name()));
        }
        List<Edge> answered = new ArrayList<>();
        for (Primitive create : creates) {
            draft.add(create.toBuilder().section(section).edges(afterFreezes).build());
            answered.add(new Edge(create.name(), Edge.Kind.ANSWERED));
        }
        for (ResourceId machine : machines) {
            List<Edge> edges = new ArrayList<>(answered);
            edges.add(Edge.finallyAfter(Draft.name(action, "freeze-" + machine.id())));
            draft.add(command(
                            action,
                            "thaw-" + machine.id(),
                            RepeatClass.GOAL,
                            lane,
                            machine.id(),
                            String.join(" ", hooks.thaw()),
                            true)
                    .section(section)
                    .edges(edges)
                    .build());
        }
    }

    private Primitive.Builder command(
            Action action, String word, RepeatClass repeat, Lane lane, String machine, String text, boolean thaw) {
        return draft.request(action, word, type, repeat, lane)
                .subject(machine)
                .arguments(Payload.Fields.EMPTY
                        .with("machine", machine)
                        .with("command", text)
                        .with("thaw", Payload.of(thaw)))
                .duration(Expected.about(Duration.ofSeconds(2)));
    }
}
