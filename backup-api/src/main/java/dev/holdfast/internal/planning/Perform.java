// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Does actions: reads the facts they need, lowers them, has each judged, and gathers what became of all. Every change to a
 * cloud, whatever it is for, goes through here.
 */
final class Perform implements Planner {
    static final String NAME = "perform";

    /** Actions that are planned together at most: bounds the size of a row, of a write, and of a read of facts. */
    static final int TOGETHER = 200;

    /** How often an action is planned anew. */
    static final int ATTEMPTS = 3;

    private final Map<ProviderId, Lowering> lowerings;
    private final Abilities abilities;
    private final PayloadMapper mapper;

    Perform(Map<ProviderId, Lowering> lowerings, Abilities abilities, PayloadMapper mapper) {
        this.lowerings = lowerings;
        this.abilities = abilities;
        this.mapper = mapper;
    }

    /**
     * What is to be done.
     *
     * @param purpose whose credentials
     * @param priority in which class it queues
     * @param items the actions, all of one provider
     * @param known facts that need not be read
     * @param queries what the steps that it waits for have read, in the order of its links
     * @param round how often facts were read for it
     * @param attempt which attempt this is, from 1
     * @param tally whether it is enough to know how many were done and what failed
     */
    record Arguments(
            Purpose purpose,
            Priority priority,
            List<Item> items,
            List<KnownFacts.Given> known,
            List<FactQuery<?>> queries,
            int round,
            int attempt,
            boolean tally) {
        Arguments {
            items = List.copyOf(items);
            known = List.copyOf(known);
            queries = List.copyOf(queries);
        }

        static Arguments of(Purpose purpose, Priority priority, List<Item> items, List<KnownFacts.Given> known) {
            return new Arguments(purpose, priority, items, known, List.of(), 0, 1, false);
        }

        Arguments with(List<Item> some) {
            return new Arguments(purpose, priority, some, known, queries, round, attempt, tally);
        }

        Arguments tallied() {
            return new Arguments(purpose, priority, items, known, queries, round, attempt, true);
        }
    }

    static Work.Expand work(Arguments arguments, PayloadMapper mapper) {
        return new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(arguments));
    }

    /** Adds steps that do actions of one lane, some hundred at a time; gives their numbers. */
    static List<Integer> add(GraphBuilder builder, String name, Arguments all, PayloadMapper mapper) {
        List<Integer> steps = new ArrayList<>();
        List<Item> items = all.items();
        int parts = (items.size() + TOGETHER - 1) / TOGETHER;
        for (int part = 0; part < Math.max(1, parts); part++) {
            List<Item> some = items.subList(part * TOGETHER, Math.min(items.size(), (part + 1) * TOGETHER));
            steps.add(builder.add(
                    parts > 1 ? name + ", " + (part + 1) + " of " + parts : name,
                    work(all.with(some), mapper),
                    all.priority(),
                    List.of()));
        }
        return steps;
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Arguments arguments = mapper.read(input.arguments(), Arguments.class);
        if (arguments.items().isEmpty()) {
            return Expansion.outputs(Payload.Fields.EMPTY.with("results", new Payload.Items(List.of())));
        }
        List<Item> lost = arguments.items().stream()
                .filter(item -> input.lost().contains(item.action().lane()))
                .toList();
        if (lost.size() == arguments.items().size()) {
            return owed(input, arguments);
        } else if (!lost.isEmpty()) {
            return split(input, arguments, lost);
        }
        ProviderId provider = arguments.items().get(0).action().lane().provider();
        Lowering lowering = lowerings.get(provider);
        if (lowering == null) {
            return Expansion.failed(new Failure(
                    FailureKind.UNSUPPORTED,
                    "Cannot work in " + arguments.items().get(0).action().lane(),
                    "there is no provider '" + provider + "'; there are " + lowerings.keySet(),
                    "add the provider's module, or pass the provider to the builder"));
        }
        List<Refusal> lacking = new ArrayList<>();
        List<Action> able = new ArrayList<>();
        for (Item item : arguments.items()) {
            Failure lacks = abilities.lacking(item.action());
            if (lacks == null) {
                able.add(item.action());
            } else {
                lacking.add(new Refusal(item.action().id(), lacks));
            }
        }
        if (able.isEmpty()) {
            return lower(input, arguments, new LoweredGroup(List.of(), List.of(), lacking, List.of()));
        }
        KnownFacts facts = new KnownFacts();
        arguments.known().forEach(given -> facts.add(given, mapper));
        for (int i = 0; i < arguments.queries().size(); i++) {
            facts.add(arguments.queries().get(i), input.outcomes().get(i), mapper);
        }
        ActionGroup group = new ActionGroup(arguments.purpose(), able);
        List<FactQuery<?>> missing = new ArrayList<>();
        if (arguments.round() < Lowering.ROUNDS) {
            for (FactQuery<?> query : lowering.needs(group, facts)) {
                if (!facts.knows(query) && !arguments.queries().contains(query) && !missing.contains(query)) {
                    missing.add(query);
                }
            }
        }
        return missing.isEmpty()
                ? lower(input, arguments, refusing(lowering.lower(group, facts), lacking))
                : read(input, arguments, missing);
    }

    /** Nothing is called in a lost lane: what stops or removes something there is owed, all else is not done. */
    private Expansion owed(PlanInput input, Arguments arguments) {
        Map<Lane, List<Item>> due = new TreeMap<>();
        List<Payload> results = new ArrayList<>();
        for (Item item : arguments.items()) {
            if (ends(item)) {
                due.computeIfAbsent(item.action().lane(), lane -> new ArrayList<>())
                        .add(item.waitingFor(List.of()));
            }
            Failure failure = Failure.of(
                    FailureKind.LOST,
                    "Cannot do " + item.action().getClass().getSimpleName() + " for " + item.label(),
                    "source lost: nothing is called in " + item.action().lane()
                            + (ends(item) ? "; it is owed there" : ""));
            results.add(mapper.write(ActionResult.failed(item, input.now(), failure)));
        }
        List<RecordRow> owed = new ArrayList<>();
        due.forEach((lane, items) -> owed.add(Owed.of(
                        "perform/" + input.operation() + "/" + input.step() + "/" + lane,
                        lane,
                        items.size() == 1
                                ? named(items.get(0))
                                : named(items.get(0)) + " and " + (items.size() - 1) + " more",
                        "source lost while operation " + input.operation() + " was at it",
                        input,
                        work(Arguments.of(arguments.purpose(), arguments.priority(), items, List.of()), mapper))
                .row(mapper)));
        return Expansion.outputs(Payload.Fields.EMPTY.with("results", new Payload.Items(results)))
                .withRecords(owed);
    }

    private static String named(Item item) {
        return item.action().getClass().getSimpleName() + " " + item.label();
    }

    /** Whether it ends something; what is deleted by policy is not owed: its reasons are looked for anew. */
    private static boolean ends(Item item) {
        Action action = item.action();
        return item.guards().isEmpty()
                && (action instanceof Action.StopMachine
                        || action instanceof Action.DeleteMachine
                        || action instanceof Action.DeleteDisk
                        || action instanceof Action.DeleteReplica
                        || action instanceof Action.RemoveSchedule
                        || action instanceof Action.CloseBlocks);
    }

    private Expansion split(PlanInput input, Arguments arguments, List<Item> lost) {
        List<Item> rest = new ArrayList<>(arguments.items());
        rest.removeAll(lost);
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> parts = new ArrayList<>();
        for (List<Item> items : List.of(rest, lost)) {
            Arguments part = new Arguments(
                    arguments.purpose(),
                    arguments.priority(),
                    items,
                    arguments.known(),
                    List.of(),
                    0,
                    arguments.attempt(),
                    arguments.tally());
            parts.add(builder.add(
                    items == lost ? "what lies in a lost lane" : "the rest",
                    work(part, mapper),
                    arguments.priority(),
                    List.of()));
        }
        int gather = builder.addAlways(
                "gather", arguments.tally() ? Gather.tally() : Gather.results(), arguments.priority(), parts, null);
        return Expansion.of(builder.build(), gather);
    }

    private static LoweredGroup refusing(LoweredGroup lowered, List<Refusal> more) {
        List<Refusal> refusals = new ArrayList<>(lowered.refusals());
        refusals.addAll(more);
        return new LoweredGroup(lowered.primitives(), lowered.sections(), refusals, lowered.satisfied());
    }

    private Expansion read(PlanInput input, Arguments arguments, List<FactQuery<?>> missing) {
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> reads = new ArrayList<>();
        input.outcomes().stream().limit(arguments.queries().size()).forEach(outcome -> reads.add(outcome.number()));
        List<FactQuery<?>> queries = new ArrayList<>(arguments.queries());
        for (FactQuery<?> query : missing) {
            reads.add(builder.add(
                    "read " + query.getClass().getSimpleName(),
                    new Work.Read(query, Purpose.INSPECT),
                    arguments.priority(),
                    List.of()));
            queries.add(query);
        }
        Arguments next = new Arguments(
                arguments.purpose(),
                arguments.priority(),
                arguments.items(),
                arguments.known(),
                queries,
                arguments.round() + 1,
                arguments.attempt(),
                arguments.tally());
        int again = builder.addAlways("plan", work(next, mapper), arguments.priority(), reads, null);
        return Expansion.of(builder.build(), again);
    }

    private Expansion lower(PlanInput input, Arguments arguments, LoweredGroup lowered) {
        Map<String, Item> items = new LinkedHashMap<>();
        arguments.items().forEach(item -> items.put(item.action().id(), item));
        GraphBuilder builder = new GraphBuilder(input);
        Map<String, Integer> numbers = builder.addLowered(
                lowered,
                arguments.priority(),
                primitive -> makes(primitive) ? first(items, primitive).marks() : Payload.Fields.EMPTY,
                primitive -> guards(items, primitive),
                primitive -> after(items, primitive),
                primitive -> Removals.of(primitive, items));
        List<Integer> judges = new ArrayList<>();
        Map<String, Refusal> refusals = new HashMap<>();
        lowered.refusals().forEach(refusal -> refusals.put(refusal.action(), refusal));
        for (Item item : items.values()) {
            judges.add(judge(
                    builder,
                    arguments,
                    lowered,
                    numbers,
                    item,
                    refusals.get(item.action().id())));
        }
        int gather = builder.addAlways(
                "gather", arguments.tally() ? Gather.tally() : Gather.results(), arguments.priority(), judges, null);
        return Expansion.of(builder.build(), gather);
    }

    private int judge(
            GraphBuilder builder,
            Arguments arguments,
            LoweredGroup lowered,
            Map<String, Integer> numbers,
            Item item,
            @Nullable Refusal refusal) {
        List<Integer> all = new ArrayList<>();
        List<String> completing = new ArrayList<>();
        List<Judge.Maker> makers = new ArrayList<>();
        for (Primitive primitive : lowered.primitives()) {
            if (primitive.actions().contains(item.action().id())) {
                Integer number = numbers.get(primitive.name());
                if (number != null) {
                    all.add(number);
                }
                if (makes(primitive) && primitive.actions().size() == 1) {
                    makers.add(new Judge.Maker(primitive.name(), primitive.product(), primitive.watchLane()));
                }
                if (primitive.completes().contains(item.action().id())) {
                    completing.add(primitive.name());
                }
            }
        }
        Judge.Arguments judge = new Judge.Arguments(
                arguments.purpose(),
                arguments.priority(),
                item,
                completing,
                lowered.satisfied().contains(item.action().id()),
                refusal == null ? null : refusal.failure(),
                arguments.known(),
                arguments.attempt(),
                makers);
        return builder.addAlways(
                "judge " + item.label(),
                new Work.Expand(Judge.NAME, 1, (Payload.Fields) mapper.write(judge)),
                arguments.priority(),
                all,
                item.label());
    }

    private static boolean makes(Primitive primitive) {
        return primitive.product() != ProductKind.NOTHING;
    }

    private static Item first(Map<String, Item> items, Primitive primitive) {
        Item item = primitive.actions().isEmpty()
                ? null
                : items.get(primitive.actions().get(0));
        if (item == null) {
            throw new IllegalArgumentException("Primitive " + primitive + " serves no action of its group: "
                    + primitive.actions() + " among " + items.keySet());
        }
        return item;
    }

    private static List<String> guards(Map<String, Item> items, Primitive primitive) {
        List<String> guards = new ArrayList<>();
        for (String action : primitive.actions()) {
            Item item = items.get(action);
            if (item != null) {
                guards.addAll(item.guards());
            }
        }
        return guards;
    }

    private static List<Link> after(Map<String, Item> items, Primitive primitive) {
        List<Link> links = new ArrayList<>();
        for (String action : primitive.actions()) {
            Item item = items.get(action);
            if (item != null) {
                item.after().stream().filter(link -> !links.contains(link)).forEach(links::add);
            }
        }
        return links;
    }

    /** A link to a step that must be done. */
    static Link after(int step) {
        return new Link(step, Edge.Kind.FINISHED);
    }
}
