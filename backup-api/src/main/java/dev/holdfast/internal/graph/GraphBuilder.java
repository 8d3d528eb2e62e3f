// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.operation.Priority;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a graph together, giving numbers as it goes. Not safe for use by several threads. */
public final class GraphBuilder {
    private final int parent;
    private int next;
    private final List<StepNode> nodes = new ArrayList<>();
    private final Map<String, Section> sections = new TreeMap<>();

    /**
     * A builder for what follows a step.
     *
     * @param input what its planner was given
     */
    public GraphBuilder(PlanInput input) {
        this(input.step(), input.firstNumber());
    }

    /**
     * A builder.
     *
     * @param parent the number of the expanding step, or -1
     * @param firstNumber the first number to give
     */
    public GraphBuilder(int parent, int firstNumber) {
        this.parent = parent;
        this.next = firstNumber;
    }

    /**
     * Adds a step.
     *
     * @param name what it is called
     * @param work what it does
     * @param priority in which class it queues
     * @param links what it waits for
     * @return its number
     */
    public int add(String name, Work work, Priority priority, List<Link> links) {
        return add(name, work, priority, links, false, null);
    }

    /**
     * Adds a step that runs whatever became of what it waits for.
     *
     * @param name what it is called
     * @param work what it does
     * @param priority in which class it queues
     * @param after the numbers of the steps that it waits for
     * @param item what it is done for, or {@code null}
     * @return its number
     */
    public int addAlways(String name, Work work, Priority priority, List<Integer> after, @Nullable String item) {
        List<Link> links =
                after.stream().map(step -> new Link(step, Edge.Kind.FINALLY)).toList();
        return add(name, work, priority, links, true, item);
    }

    /**
     * Adds a step.
     *
     * @param name what it is called
     * @param work what it does
     * @param priority in which class it queues
     * @param links what it waits for
     * @param always whether it runs whatever became of these
     * @param item what it is done for, or {@code null}
     * @return its number
     */
    public int add(String name, Work work, Priority priority, List<Link> links, boolean always, @Nullable String item) {
        int number = next++;
        nodes.add(new StepNode(number, name, parent, work, priority, links, always, -1, List.of(), item));
        return number;
    }

    /**
     * Adds what a lowering made, its edges and references turned into numbers.
     *
     * @param group the primitives and sections
     * @param priority in which class they queue; what ends a hold queues before all
     * @param marks the marks of what a primitive makes
     * @param guards what nobody else may claim when a primitive is sent
     * @param after what primitives without edges wait for
     * @param removes what is gone from the cloud once a primitive is done
     * @return the number of each primitive by its name
     */
    public Map<String, Integer> addLowered(
            LoweredGroup group,
            Priority priority,
            Function<Primitive, Payload.Fields> marks,
            Function<Primitive, List<String>> guards,
            Function<Primitive, List<Link>> after,
            Function<Primitive, List<LeftBehind>> removes) {
        Map<String, Integer> numbers = new TreeMap<>();
        Map<String, Integer> sectionStarts = new TreeMap<>();
        for (Primitive primitive : group.primitives()) {
            int number = next++;
            List<Link> links = new ArrayList<>();
            boolean ends = false;
            for (Edge edge : primitive.edges()) {
                links.add(new Link(number(numbers, primitive, edge.step()), edge.kind()));
                ends |= edge.kind() == Edge.Kind.ANSWERED || edge.kind() == Edge.Kind.FINALLY;
            }
            if (links.isEmpty()) {
                links.addAll(after.apply(primitive));
            }
            int section = -1;
            if (primitive.section() != null) {
                section = sectionStarts.computeIfAbsent(primitive.section(), name -> number);
            }
            for (String referred : references(primitive.arguments(), new TreeSet<>())) {
                int step = number(numbers, primitive, referred);
                if (links.stream().noneMatch(link -> link.step() == step)) {
                    links.add(new Link(step, Edge.Kind.FINISHED));
                }
            }
            if (numbers.put(primitive.name(), number) != null) {
                throw new IllegalArgumentException("A lowering names two primitives '" + primitive.name() + "'");
            }
            Primitive numbered = numbered(primitive, numbers);
            nodes.add(new StepNode(
                    number,
                    primitive.name(),
                    parent,
                    new Work.Request(numbered, marks.apply(primitive), removes.apply(primitive)),
                    ends ? Priority.RELEASE : priority,
                    links,
                    false,
                    section,
                    guards.apply(primitive),
                    primitive.subject().isEmpty() ? null : primitive.subject()));
        }
        for (Section section : group.sections()) {
            Integer start = sectionStarts.get(section.name());
            if (start == null) {
                throw new IllegalArgumentException("No primitive belongs to section '" + section.name() + "'");
            }
            sections.put(Integer.toString(start), section);
        }
        return numbers;
    }

    private static Primitive numbered(Primitive primitive, Map<String, Integer> numbers) {
        return primitive.toBuilder()
                .arguments((Payload.Fields) numbered(primitive.arguments(), primitive, numbers))
                .undo(primitive.undo().stream()
                        .map(undo -> numbered(undo, numbers))
                        .toList())
                .build();
    }

    private static Set<String> references(Payload payload, Set<String> found) {
        if (payload instanceof Payload.Ref ref) {
            found.add(ref.step());
        } else if (payload instanceof Payload.Items items) {
            items.items().forEach(item -> references(item, found));
        } else if (payload instanceof Payload.Fields fields) {
            fields.fields().values().forEach(value -> references(value, found));
        }
        return found;
    }

    private static Payload numbered(Payload payload, Primitive primitive, Map<String, Integer> numbers) {
        if (payload instanceof Payload.Ref ref) {
            return new Payload.Ref(Integer.toString(number(numbers, primitive, ref.step())), ref.output());
        } else if (payload instanceof Payload.Items items) {
            return new Payload.Items(items.items().stream()
                    .map(item -> numbered(item, primitive, numbers))
                    .toList());
        } else if (payload instanceof Payload.Fields fields) {
            TreeMap<String, Payload> copy = new TreeMap<>();
            fields.fields().forEach((name, value) -> copy.put(name, numbered(value, primitive, numbers)));
            return new Payload.Fields(copy);
        }
        return payload;
    }

    private static int number(Map<String, Integer> numbers, Primitive primitive, String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("Primitive '" + primitive.name() + "' names '" + name
                    + "', which is not an earlier primitive of its lowering");
        }
        return number;
    }

    /**
     * The number that the next step will get.
     *
     * @return the number
     */
    public int next() {
        return next;
    }

    /**
     * The graph.
     *
     * @return what was added
     */
    public StepGraph build() {
        return new StepGraph(nodes, sections);
    }
}
