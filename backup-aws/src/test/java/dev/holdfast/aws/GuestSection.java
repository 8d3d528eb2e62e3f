// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Freeze and thaw by SSM around calls that take snapshots. */
final class GuestSection {
    static final String SEND_COMMAND = "ssm:SendCommand";

    private final Purpose purpose;
    private final Draft draft;

    GuestSection(Purpose purpose, Draft draft) {
        this.purpose = purpose;
        this.draft = draft;
    }

    void around(String action, GuestHooks hooks, Lane lane, List<String> instances, List<Primitive> creates) {
        String section = action + ".hold";
        String freeze = action + ".freeze";
        Duration deadline = hooks.deadMan().multipliedBy(3).dividedBy(4);
        draft.add(new Section(section, deadline, hooks.deadMan()));
        draft.add(command(freeze, RepeatClass.ONCE, action, lane, instances, deadline, hooks.deadMan(), hooks.freeze())
                .section(section)
                .build());
        List<Edge> thawAfter = new ArrayList<>();
        thawAfter.add(Edge.finallyAfter(freeze));
        for (Primitive create : creates) {
            draft.add(create.toBuilder()
                    .section(section)
                    .edges(List.of(Edge.after(freeze)))
                    .build());
            thawAfter.add(new Edge(create.name(), Edge.Kind.ANSWERED));
        }
        draft.add(command(
                        action + ".thaw",
                        RepeatClass.MARKED,
                        action,
                        lane,
                        instances,
                        deadline,
                        hooks.deadMan(),
                        hooks.thaw())
                .section(section)
                .edges(thawAfter)
                .build());
    }

    private Primitive.Builder command(
            String name,
            RepeatClass repeat,
            String action,
            Lane lane,
            List<String> instances,
            Duration deadline,
            Duration deadMan,
            List<String> hook) {
        List<Permission> rights = Rights.of(
                purpose,
                SEND_COMMAND,
                "arn:aws:ssm:*:*:document/" + hook.get(0),
                SEND_COMMAND,
                Rights.INSTANCE,
                "ssm:ListCommandInvocations",
                Rights.ANY);
        return Primitive.builder(name, SEND_COMMAND, repeat, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("document", hook.get(0))
                        .with("arguments", Payload.ofTexts(hook.subList(1, hook.size())))
                        .with("instances", Payload.ofTexts(instances))
                        .with("deadManSeconds", deadMan.toSeconds()))
                .actions(List.of(action))
                .subject(instances.size() == 1 ? instances.get(0) : "")
                .expected(instances)
                .limits(List.of(AwsLimits.call(AwsLimits.COMMANDS, lane, "SendCommand")))
                .permissions(rights)
                .duration(new Expected(Duration.ofSeconds(3), Duration.ofSeconds(10), deadline));
    }
}
