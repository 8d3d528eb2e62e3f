// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.engine.StepView;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.planning.RecoveryView;
import dev.holdfast.operation.Preview;
import dev.holdfast.operation.Preview.PlannedRequest;
import dev.holdfast.request.Request;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a preview out of the steps of an operation that only planned. */
final class Previews {
    private final PayloadMapper mapper;

    Previews(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    <T> Preview<T> of(Request<T> request, List<StepRow> rows, Instant at) {
        Map<Integer, StepNode> nodes = new TreeMap<>();
        Set<String> problems = new LinkedHashSet<>();
        List<String> notes = new ArrayList<>();
        List<PlannedRequest> requests = new ArrayList<>();
        List<Payload> digested = new ArrayList<>();
        Instant oldest = null;
        for (StepRow row : rows) {
            StepNode node = mapper.read(row.node(), StepNode.class);
            nodes.put(node.number(), node);
            Failure failure = StepView.failure(row, mapper);
            if (failure != null) {
                problems.add(failure.toString());
            }
            StepView.outputs(row, mapper).items("notes").forEach(note -> notes.add(((Payload.Text) note).value()));
            if (node.work() instanceof Work.Request planned) {
                Primitive primitive = planned.primitive();
                requests.add(shown(primitive));
                digested.add(Payload.Fields.EMPTY
                        .with("type", primitive.type())
                        .with("lane", primitive.lane().toString())
                        .with("subject", primitive.subject())
                        .with("arguments", primitive.arguments()));
            }
            Instant moment = RecoveryView.oldestMoment(node, mapper);
            oldest = moment == null || (oldest != null && oldest.isBefore(moment)) ? oldest : moment;
        }
        boolean recovery = oldest != null;
        return new Preview<>(
                request,
                at,
                requests,
                List.copyOf(problems),
                List.copyOf(new LinkedHashSet<>(notes)),
                oldest == null ? null : Duration.between(oldest, at),
                recovery ? forecast(nodes) : null,
                digest(digested));
    }

    private static PlannedRequest shown(Primitive primitive) {
        return new PlannedRequest(
                primitive.lane(),
                primitive.type(),
                primitive.name(),
                primitive.subject(),
                primitive.duration().usual(),
                primitive.purpose(),
                primitive.permissions().stream().map(Permission::action).toList());
    }

    private static String digest(List<Payload> requests) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(new Payload.Items(requests).canonical().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The longest path by usual times; waiting for slots and rates is not in it. */
    private static Duration forecast(Map<Integer, StepNode> nodes) {
        Map<Integer, List<StepNode>> children = new LinkedHashMap<>();
        nodes.values()
                .forEach(node -> children.computeIfAbsent(node.parent(), parent -> new ArrayList<>())
                        .add(node));
        Map<Integer, Duration> ends = new TreeMap<>();
        Duration longest = Duration.ZERO;
        for (StepNode node : nodes.values()) {
            Duration end = end(node, nodes, children, ends);
            longest = end.compareTo(longest) > 0 ? end : longest;
        }
        return longest;
    }

    private static Duration end(
            StepNode node,
            Map<Integer, StepNode> nodes,
            Map<Integer, List<StepNode>> children,
            Map<Integer, Duration> ends) {
        Duration known = ends.get(node.number());
        if (known != null) {
            return known;
        }
        Duration start = start(node, nodes, children, ends);
        Duration end = node.work() instanceof Work.Request request
                ? start.plus(request.primitive().duration().usual())
                : start;
        for (StepNode child : children.getOrDefault(node.number(), List.of())) {
            Duration each = end(child, nodes, children, ends);
            end = each.compareTo(end) > 0 ? each : end;
        }
        ends.put(node.number(), end);
        return end;
    }

    private static Duration start(
            StepNode node,
            Map<Integer, StepNode> nodes,
            Map<Integer, List<StepNode>> children,
            Map<Integer, Duration> ends) {
        StepNode parent = nodes.get(node.parent());
        Duration start = parent == null ? Duration.ZERO : start(parent, nodes, children, ends);
        for (Link link : node.links()) {
            StepNode before = nodes.get(link.step());
            if (before != null) {
                Duration each = end(before, nodes, children, ends);
                start = each.compareTo(start) > 0 ? each : start;
            }
        }
        return start;
    }
}
