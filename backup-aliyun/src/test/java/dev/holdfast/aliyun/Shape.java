// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Primitive;
import java.util.stream.Collectors;

/** All that a lowering says, as text. */
final class Shape {
    private Shape() {}

    static String of(LoweredGroup group) {
        StringBuilder text = new StringBuilder();
        group.primitives().forEach(primitive -> write(primitive, "", text));
        group.sections()
                .forEach(section -> text.append("section ")
                        .append(section.name())
                        .append(' ')
                        .append(section.deadline())
                        .append(" of ")
                        .append(section.deadMan())
                        .append('\n'));
        group.refusals()
                .forEach(refusal ->
                        text.append("refused ").append(refusal.failure()).append('\n'));
        group.satisfied()
                .forEach(action -> text.append("satisfied ").append(action).append('\n'));
        return text.toString();
    }

    private static void write(Primitive primitive, String indent, StringBuilder text) {
        text.append(indent)
                .append(primitive)
                .append(" for ")
                .append(primitive.purpose())
                .append('\n');
        line(text, indent, "arguments", primitive.arguments().canonical());
        line(text, indent, "serves", primitive.actions() + " completes " + primitive.completes());
        line(
                text,
                indent,
                "watched",
                primitive.watchLane().equals(primitive.lane())
                        ? ""
                        : primitive.watchLane().region());
        line(text, indent, "makes", primitive.product() + " " + primitive.expected());
        line(
                text,
                indent,
                "limits",
                primitive.limits().stream()
                        .map(use -> use.limit() + "(" + use.key() + ")")
                        .collect(Collectors.joining(", ")));
        line(
                text,
                indent,
                "permissions",
                primitive.permissions().stream()
                        .map(right -> right.purpose() + " " + right.action() + " " + right.resource())
                        .collect(Collectors.joining(", ")));
        line(
                text,
                indent,
                "edges",
                primitive.edges().stream()
                        .map(edge -> edge.kind() + " " + edge.step())
                        .collect(Collectors.joining(", ")));
        line(text, indent, "section", primitive.section() == null ? "" : primitive.section());
        line(
                text,
                indent,
                "expects",
                primitive.expectations().stream()
                        .map(that -> (that.kind() == Expectation.Kind.GUARD ? "guard " : "") + that.subject() + "."
                                + that.property() + "=" + that.value())
                        .collect(Collectors.joining(", ")));
        line(
                text,
                indent,
                "lasts",
                primitive.duration().usual() + " to " + primitive.duration().last());
        primitive.undo().forEach(undo -> {
            text.append(indent).append("  undo\n");
            write(undo, indent + "    ", text);
        });
    }

    private static void line(StringBuilder text, String indent, String name, String value) {
        if (!value.isEmpty() && !value.equals("NOTHING []") && !value.equals("[] completes []")) {
            text.append(indent)
                    .append("  ")
                    .append(name)
                    .append(": ")
                    .append(value)
                    .append('\n');
        }
    }
}
