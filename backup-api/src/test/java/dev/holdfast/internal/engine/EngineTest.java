// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.engine.ManualRuntime.Fate;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepGraph;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

class EngineTest {
    private static final OperationId ID = new OperationId("op-1");
    private static final Duration DAY = Duration.ofDays(1);

    private final Store store = Store.inMemory();
    private final Map<String, Planner> planners = new TreeMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private ManualRuntime runtime = new ManualRuntime();
    private final SmallCloud cloud = new SmallCloud(() -> runtime.ticks());
    private Engine engine = host();

    private Engine host() {
        Engine made = new Engine(new EngineConfig(
                "test",
                "host",
                runtime,
                store,
                Map.of(SmallCloud.ID, cloud),
                planners,
                Map.of(),
                (marks, key, at) -> new TreeMap<>(),
                events::add,
                7,
                null,
                EngineConfig.KEPT_BY_DEFAULT,
                null,
                Mandate.ALWAYS));
        CompletableFuture<Void> started = made.start();
        runtime.await(started::isDone, DAY);
        return made;
    }

    private void restart() {
        runtime.close();
        runtime = new ManualRuntime().continuing(runtime);
        engine = host();
    }

    private static List<StepNode> graph(Primitive... primitives) {
        return graph(List.of(), primitives).nodes();
    }

    private static StepGraph graph(List<Section> sections, Primitive... primitives) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        builder.addLowered(
                new LoweredGroup(List.of(primitives), sections, List.of(), List.of()),
                Priority.PROTECT,
                primitive -> Payload.Fields.EMPTY,
                primitive -> List.of(),
                primitive -> List.of(),
                primitive -> List.of());
        return builder.build();
    }

    private void submit(List<StepNode> nodes) {
        CompletableFuture<OperationId> accepted = engine.submit(ID, null, Payload.Fields.EMPTY, nodes, List.of());
        runtime.await(accepted::isDone, DAY);
        assertThat(accepted).isCompleted();
    }

    private OperationState end() {
        OperationState[] state = new OperationState[1];
        engine.whenEnded(ID, ended -> state[0] = ended);
        runtime.await(() -> state[0] != null, DAY);
        assertThat(state[0]).as("ended within a day; steps: %s", states()).isNotNull();
        return state[0];
    }

    private void done(CompletableFuture<Boolean> said) {
        runtime.await(said::isDone, DAY);
        assertThat(said).isCompletedWithValue(true);
    }

    private List<String> states() {
        return store.steps(ID).stream()
                .map(row -> row.number() + " " + row.state())
                .toList();
    }

    private StepRow step(int number) {
        return store.step(ID, number).orElseThrow();
    }

    @Test
    void aGraphOfDependentRequestsRunsInOrder() {
        submit(graph(
                SmallCloud.primitive("a", RepeatClass.MARKED).build(),
                SmallCloud.primitive("b", RepeatClass.TOKEN)
                        .arguments(Payload.Fields.EMPTY.with("from", new Payload.Ref("a", "id")))
                        .build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.log).containsExactly("make a", "make b");
        assertThat(cloud.things).hasSize(2);
        assertThat(store.openOperations()).isEmpty();
    }

    @Test
    void whoeverLogsInACallFindsForWhomItIsMade() {
        submit(graph(SmallCloud.primitive("a", RepeatClass.MARKED).build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.contexts)
                .contains("start op-1/0 small/acc/one", "observe op-1/0 small/acc/one")
                .allMatch(each -> each.endsWith(" op-1/0 small/acc/one"));
    }

    @Test
    void aLookForSeveralStepsNamesTheOperationThatTheyShare() {
        submit(graph(
                SmallCloud.primitive("a", RepeatClass.MARKED).build(),
                SmallCloud.primitive("b", RepeatClass.MARKED).build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.contexts).contains("start op-1/1 small/acc/one", "observe op-1/null small/acc/one");
    }

    @Test
    void whatTheApplicationLogsAfterACallIsItsOwn() {
        MDC.put("holdfast.lane", "the application's");
        try {
            runtime.script = call -> call == 1 ? Fate.LOSE_REQUEST : Fate.NORMAL;
            submit(graph(SmallCloud.primitive("a", RepeatClass.MARKED).build()));
            assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(MDC.getCopyOfContextMap()).containsExactly(Map.entry("holdfast.lane", "the application's"));
        } finally {
            MDC.clear();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RepeatClass.class,
            names = {"TOKEN", "NAMED", "MARKED"})
    void aLostAnswerMakesNoSecondThing(RepeatClass repeat) {
        runtime.script = call -> call <= 2 ? Fate.LOSE_ANSWER : Fate.NORMAL;
        submit(graph(SmallCloud.primitive("a", repeat).build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.things).hasSize(1);
    }

    private static CallFailure taken() {
        return CallFailure.builder(FailureKind.TAKEN, CallFailure.Effect.NONE, "it exists already")
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = RepeatClass.class,
            names = {"TOKEN", "NAMED"})
    void aSecondSendThatIsRefusedAsTakenLeadsToWhatTheFirstMade(RepeatClass repeat) {
        int first = repeat.looksFirst() ? 2 : 1;
        runtime.script = call -> call == first ? Fate.LOSE_ANSWER : Fate.NORMAL;
        submit(graph(SmallCloud.primitive("a", repeat).build()));
        runtime.await(() -> !cloud.things.isEmpty(), DAY);
        cloud.refusals.put("a", taken());
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.things).hasSize(1);
        assertThat(cloud.log).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = RepeatClass.class,
            names = {"TOKEN", "NAMED"})
    void whatIsTakenByNobodyKnowsWhomIsNotSentOverAndOver(RepeatClass repeat) {
        cloud.refusals.put("a", taken());
        submit(graph(SmallCloud.primitive("a", repeat).build()));
        assertThat(end()).isEqualTo(OperationState.FAILED);
        assertThat(cloud.log).containsExactly("make a");
        assertThat(step(0).progress().canonical()).contains("TAKEN");
    }

    @ParameterizedTest
    @EnumSource(
            value = RepeatClass.class,
            names = {"TOKEN", "NAMED", "MARKED"})
    void aLostRequestIsSentAgain(RepeatClass repeat) {
        runtime.script = call -> call <= 2 ? Fate.LOSE_REQUEST : Fate.NORMAL;
        submit(graph(SmallCloud.primitive("a", repeat).build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.things).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = RepeatClass.class,
            names = {"TOKEN", "NAMED", "MARKED"})
    void aHostStoppedAnywhereLeavesOneThing(RepeatClass repeat) {
        for (int stopAt = 0; stopAt < 40; stopAt++) {
            EngineTest each = new EngineTest();
            each.submit(graph(SmallCloud.primitive("a", repeat).build()));
            long stop = each.runtime.ticks() + stopAt * 500_000L;
            each.runtime.await(() -> each.runtime.ticks() >= stop, DAY);
            each.restart();
            assertThat(each.end()).as("stopped at %s", stopAt).isEqualTo(OperationState.SUCCEEDED);
            assertThat(each.cloud.things).as("stopped at %s", stopAt).hasSize(1);
        }
    }

    @Test
    void onceIsParkedWhenNobodyKnows() {
        runtime.script = call -> Fate.LOSE_ANSWER;
        submit(graph(SmallCloud.primitive("a", RepeatClass.ONCE).build()));
        runtime.await(() -> step(0).state() == StepState.PARKED, DAY);
        assertThat(step(0).state()).isEqualTo(StepState.PARKED);
        runtime.script = call -> Fate.NORMAL;
        done(engine.decide(ID, 0, new Decision(Decision.Kind.RETRY, "ops", "it did not happen", null)));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(step(0).generation()).isEqualTo(2);
    }

    @Test
    void slotsAreNeverExceededAndAllAreUsed() {
        cloud.limits.add(Limit.slots("slots", Limit.Scope.LANE, 3, "test"));
        Primitive[] primitives = new Primitive[20];
        for (int i = 0; i < primitives.length; i++) {
            primitives[i] = SmallCloud.primitive("p" + i, RepeatClass.TOKEN)
                    .limits(List.of(SmallCloud.use("slots")))
                    .build();
        }
        submit(graph(primitives));
        int[] most = new int[1];
        OperationState[] state = new OperationState[1];
        engine.whenEnded(ID, ended -> state[0] = ended);
        runtime.await(
                () -> {
                    int running = (int) cloud.things.values().stream()
                            .filter(thing -> runtime.ticks() - thing.at < SmallCloud.TAKES.toNanos())
                            .count();
                    most[0] = Math.max(most[0], running);
                    return state[0] != null;
                },
                DAY);
        assertThat(state[0]).isEqualTo(OperationState.SUCCEEDED);
        assertThat(most[0]).isEqualTo(3);
        Duration took = Duration.ofNanos(runtime.ticks());
        assertThat(took).isLessThan(SmallCloud.TAKES.multipliedBy(9));
    }

    @Test
    void aThrottleWaitsAndCountsNoAttempt() {
        cloud.limits.add(Limit.bucket("calls", Limit.Scope.LANE, 5, Duration.ofMillis(200), "test"));
        cloud.refusals.put(
                "a",
                CallFailure.builder(FailureKind.THROTTLED, CallFailure.Effect.NONE, "slow down")
                        .limit("calls")
                        .retryAfter(Duration.ofSeconds(3))
                        .build());
        submit(graph(SmallCloud.primitive("a", RepeatClass.MARKED)
                .limits(List.of(SmallCloud.use("calls")))
                .build()));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.log).hasSize(2);
        assertThat(Duration.ofNanos(runtime.ticks())).isGreaterThan(Duration.ofSeconds(63));
    }

    @Test
    void aRefusalEndsTheStepWithItsCureAndSkipsWhatDependsOnIt() {
        cloud.refusals.put(
                "a",
                CallFailure.builder(FailureKind.DENIED, CallFailure.Effect.NONE, "not allowed")
                        .code("UnauthorizedOperation")
                        .build());
        submit(graph(
                SmallCloud.primitive("a", RepeatClass.MARKED).build(),
                SmallCloud.primitive("b", RepeatClass.TOKEN)
                        .arguments(Payload.Fields.EMPTY.with("from", new Payload.Ref("a", "id")))
                        .build()));
        assertThat(end()).isEqualTo(OperationState.FAILED);
        assertThat(step(0).state()).isEqualTo(StepState.FAILED);
        assertThat(step(0).progress().canonical()).contains("not allowed (UnauthorizedOperation)");
        assertThat(step(1).state()).isEqualTo(StepState.SKIPPED);
        assertThat(cloud.things).isEmpty();
    }

    @Test
    void anExpansionEndsWhenAllThatFollowsHas() {
        planners.put("two/1", input -> {
            GraphBuilder builder = new GraphBuilder(input);
            Map<String, Integer> numbers = builder.addLowered(
                    LoweredGroup.of(List.of(
                            SmallCloud.primitive("inner", RepeatClass.MARKED).build())),
                    Priority.PROTECT,
                    primitive -> Payload.Fields.EMPTY,
                    primitive -> List.of(),
                    primitive -> List.of(),
                    primitive -> List.of());
            int first = numbers.values().iterator().next();
            return Expansion.of(builder.build(), first);
        });
        engine = hostWith();
        GraphBuilder builder = new GraphBuilder(-1, 0);
        builder.add("outer", new Work.Expand("two", 1, Payload.Fields.EMPTY), Priority.PROTECT, List.of());
        submit(builder.build().nodes());
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(step(0).progress().canonical()).contains("thing-1");
        assertThat(step(1).state()).isEqualTo(StepState.SUCCEEDED);
    }

    private Engine hostWith() {
        restart();
        return engine;
    }

    @Test
    void aSectionThawsAsSoonAsTheCreateIsAnswered() {
        submitSection();
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.log).containsExactly("freeze freeze", "make snap", "thaw thaw");
        assertThat(cloud.held).isFalse();
        assertThat(step(3).progress().canonical()).contains("\"held\":true");
        // What was made under the hold took longer than the hold might have: that is no interruption.
        assertThat(events).noneMatch(event -> event.body().canonical().contains("interrupted"));
    }

    @Test
    void aSectionGoesOnWhenTheGuestIsHeldAndNotOnlyWhenItsCommandWasTaken() {
        cloud.slowGuest = true;
        submitSection(Duration.ofSeconds(90));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.log).containsExactly("freeze freeze", "make snap", "thaw thaw");
        assertThat(cloud.held).isFalse();
        assertThat(step(3).progress().canonical()).contains("\"held\":true");
    }

    private void submitSection() {
        submitSection(Duration.ofSeconds(20));
    }

    private void submitSection(Duration deadline) {
        Section section = new Section("hold", deadline, deadline.multipliedBy(2));
        StepGraph graph = graph(
                List.of(section),
                SmallCloud.freeze(),
                SmallCloud.held(SmallCloud.primitive("snap", RepeatClass.MARKED)),
                SmallCloud.thaw("snap"));
        planners.put("section/1", input -> Expansion.of(shifted(graph, input.firstNumber(), input.step()), -1));
        restart();
        GraphBuilder builder = new GraphBuilder(-1, 0);
        builder.add("held", new Work.Expand("section", 1, Payload.Fields.EMPTY), Priority.PROTECT, List.of());
        submit(builder.build().nodes());
    }

    private static StepGraph shifted(StepGraph graph, int first, int parent) {
        GraphBuilder builder = new GraphBuilder(parent, first);
        builder.addLowered(
                new LoweredGroup(
                        graph.nodes().stream()
                                .map(node -> ((Work.Request) node.work()).primitive())
                                .toList(),
                        List.copyOf(graph.sections().values()),
                        List.of(),
                        List.of()),
                Priority.PROTECT,
                primitive -> Payload.Fields.EMPTY,
                primitive -> List.of(),
                primitive -> List.of(),
                primitive -> List.of());
        return builder.build();
    }

    @Test
    void aSectionInterruptedAnywhereIsThawedAndNeverContinued() {
        int interrupted = 0;
        for (int stopAt = 0; stopAt < 30; stopAt++) {
            EngineTest each = new EngineTest();
            each.submitSection();
            long stop = each.runtime.ticks() + stopAt * 500_000L;
            each.runtime.await(() -> each.runtime.ticks() >= stop, DAY);
            boolean wasHeld = each.cloud.held;
            each.restart();
            each.runtime.await(() -> each.store.openOperations().isEmpty(), DAY);
            assertThat(each.store.openOperations())
                    .as("stopped at %s: %s", stopAt, each.states())
                    .allSatisfy(row -> assertThat(each.step(1).state()).isEqualTo(StepState.PARKED));
            assertThat(each.cloud.held).as("stopped at %s", stopAt).isFalse();
            assertThat(each.cloud.things.size()).as("stopped at %s", stopAt).isLessThanOrEqualTo(1);
            interrupted += wasHeld ? 1 : 0;
        }
        assertThat(interrupted).isPositive();
    }

    @Test
    void cancellingWithUndoRemovesWhatWasMade() {
        Primitive undo = Primitive.builder(
                        "gone", "delete", RepeatClass.GOAL, SmallCloud.LANE, dev.holdfast.operation.Purpose.PROTECT)
                .subject("thing-1")
                .arguments(Payload.Fields.EMPTY.with("id", new Payload.Ref("a", "id")))
                .build();
        submit(graph(
                SmallCloud.primitive("a", RepeatClass.MARKED)
                        .undo(List.of(undo))
                        .build(),
                SmallCloud.primitive("b", RepeatClass.MARKED)
                        .arguments(Payload.Fields.EMPTY.with("from", new Payload.Ref("a", "id")))
                        .build()));
        runtime.await(() -> step(0).state() == StepState.SUCCEEDED, DAY);
        done(engine.change(ID, OperationState.CANCELLING, true));
        assertThat(end()).isEqualTo(OperationState.UNDONE);
        assertThat(cloud.things).doesNotContainKey("thing-1");
    }

    @Test
    void aPausedOperationSendsNothingUntilItIsResumed() {
        submit(graph(
                SmallCloud.primitive("a", RepeatClass.MARKED).build(),
                SmallCloud.primitive("b", RepeatClass.MARKED)
                        .arguments(Payload.Fields.EMPTY.with("from", new Payload.Ref("a", "id")))
                        .build()));
        done(engine.change(ID, OperationState.PAUSED, false));
        runtime.await(() -> step(0).state() == StepState.SUCCEEDED, DAY);
        runtime.await(() -> false, Duration.ofHours(1));
        assertThat(cloud.log).containsExactly("make a");
        done(engine.change(ID, OperationState.RUNNING, false));
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void anExclusiveClaimIsRefusedNamingItsHolder() {
        List<Expansion.Claim> claims = List.of(new Expansion.Claim("disk-1", ClaimRow.Mode.EXCLUSIVE));
        CompletableFuture<OperationId> first = engine.submit(
                ID,
                null,
                Payload.Fields.EMPTY,
                graph(SmallCloud.primitive("a", RepeatClass.MARKED).build()),
                claims);
        CompletableFuture<OperationId> second = engine.submit(
                new OperationId("op-2"),
                null,
                Payload.Fields.EMPTY,
                graph(SmallCloud.primitive("b", RepeatClass.MARKED).build()),
                claims);
        runtime.await(() -> first.isDone() && second.isDone(), DAY);
        assertThat(first).isCompleted();
        assertThat(second)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("disk-1 is claimed by operation op-1");
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(store.claims()).isEmpty();
    }

    @Test
    void aReadShowsWhatWasWrittenBeforeItWasAsked() {
        RecordRow one = new RecordRow(RecordRow.Kind.LEARNED, "", "one", 0, Payload.Fields.EMPTY);
        RecordRow two = new RecordRow(RecordRow.Kind.LEARNED, "", "two", 0, Payload.Fields.EMPTY);
        CompletableFuture<Boolean> first = engine.write(List.of(new ChangeSet.Change.PutRecord(one)));
        CompletableFuture<Boolean> second = engine.write(List.of(new ChangeSet.Change.PutRecord(two)));
        CompletableFuture<List<RecordRow>> read =
                engine.read(each -> each.records(RecordRow.Kind.LEARNED, null, null, 10));
        runtime.await(read::isDone, DAY);
        assertThat(read.join()).extracting(RecordRow::key).containsExactly("one", "two");
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void aFencedHostStillReads() {
        Engine old = engine;
        ManualRuntime before = runtime;
        runtime = new ManualRuntime().continuing(before);
        engine = host();
        CompletableFuture<Boolean> written =
                old.write(List.of(new ChangeSet.Change.RemoveRecord(RecordRow.Kind.LEARNED, "one")));
        CompletableFuture<List<OperationRow>> read = old.read(Store::openOperations);
        before.await(read::isDone, DAY);
        assertThat(read.join()).isEmpty();
        assertThat(written).isNotCompleted();
    }

    @Test
    void anOldHostsWritesAreRefusedAfterATakeOver() {
        submit(graph(SmallCloud.primitive("a", RepeatClass.MARKED).build()));
        ManualRuntime old = runtime;
        runtime = new ManualRuntime().continuing(old);
        engine = host();
        runtime.await(() -> false, Duration.ofSeconds(1));
        old.await(() -> false, DAY);
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(cloud.things).hasSize(1);
    }

    @Test
    void everyEventIsHandedOutInOrder() {
        submit(graph(SmallCloud.primitive("a", RepeatClass.MARKED).build()));
        end();
        runtime.await(() -> store.outbox(10).isEmpty(), DAY);
        assertThat(events).extracting(EventRow::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(events.get(events.size() - 1).body().canonical()).contains("SUCCEEDED");
    }

    /** So many steps of a store that is lost are watched for twins, from now on. */
    private void watched(int entries) {
        List<ChangeSet.Change> rows = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            StepKey key = new StepKey("test", new OperationId("lost"), i, 1);
            TwinWatch.Entry entry = new TwinWatch.Entry(
                    key,
                    SmallCloud.primitive("a", RepeatClass.MARKED).build(),
                    runtime.wall().instant(),
                    0);
            rows.add(new ChangeSet.Change.PutRecord(
                    new RecordRow(RecordRow.Kind.WATCH, SmallCloud.LANE.toString(), key.toString(), 0, (Payload.Fields)
                            PayloadMapper.withoutSecrets().write(entry))));
        }
        done(engine.write(rows));
        restart();
    }

    private long lookedAt() {
        return store.records(RecordRow.Kind.WATCH, null, null, Integer.MAX_VALUE).stream()
                .filter(row -> row.body().whole("looks") == 1)
                .count();
    }

    @Test
    void theTwinWatchLooksAtEverythingOnItsListHoweverLongThatIs() {
        watched(2_345);
        runtime.await(() -> false, Duration.ofMinutes(3));
        assertThat(lookedAt()).isEqualTo(2_345);
        assertThat(cloud.contexts).hasSize(24).allMatch(each -> each.equals("find lost/null small/acc/one"));
    }

    @Test
    void theTwinWatchKeepsToTheLimitsOfItsLooks() {
        cloud.limits.add(Limit.bucket("finds", Limit.Scope.LANE, 1, Duration.ofMinutes(1), "test"));
        cloud.finding.add(SmallCloud.use("finds"));
        watched(300);
        for (int look = 1; look <= 3; look++) {
            int looks = look;
            runtime.await(() -> cloud.contexts.size() == looks, DAY);
            runtime.await(() -> false, Duration.ofSeconds(1));
            assertThat(lookedAt()).isEqualTo(100L * looks);
        }
        runtime.await(() -> false, Duration.ofMinutes(2));
        assertThat(cloud.contexts)
                .as("one look for each hundred, in spite of the wait")
                .hasSize(3);
    }

    @Test
    void anOperationWhoseResultIsTooLongForTheEvidenceIsKeptWhole() {
        planners.put("long/1", input -> Expansion.outputs(Payload.Fields.EMPTY.with("text", "x".repeat(9 << 20))));
        engine = hostWith();
        GraphBuilder builder = new GraphBuilder(-1, 0);
        builder.add("long", new Work.Expand("long", 1, Payload.Fields.EMPTY), Priority.PROTECT, List.of());
        submit(builder.build().nodes());
        assertThat(end()).isEqualTo(OperationState.SUCCEEDED);

        Payload.Fields body = store.evidence(ID).get(0).body();
        assertThat(body.get("result")).isNull();
        assertThat(body.text("resultDigest")).hasSize(64);
        runtime.await(() -> false, Duration.ofDays(8));
        assertThat(store.operation(ID)).isPresent();
    }
}
