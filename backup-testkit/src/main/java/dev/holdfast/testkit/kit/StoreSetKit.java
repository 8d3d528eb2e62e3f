// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store.Refused;
import dev.holdfast.spi.Store.Refused.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets that are written whole or not at all, in order, each under its conditions. */
abstract class StoreSetKit extends StoreTopic {
    @Rule(value = "HF-SET-01", says = "Of a set that is refused at its end nothing is left, whatever came before.")
    void refusedSetsLeaveNothing() {
        put(
                operation(ONE, 1, "key one", OperationState.SUCCEEDED),
                step(ONE, 0, 1),
                take("held", Mode.EXCLUSIVE, ONE),
                take("also held", Mode.SHARED, ONE),
                point("g", "kept"),
                point("g", "changed"),
                event(ONE, "first"),
                evidence(ONE, "key one", "first"));
        List<Change> all = List.of(
                new Change.Wake("work/0"),
                operation(TWO, 1, "key two", OperationState.RUNNING),
                step(TWO, 0, 1),
                take("free", Mode.EXCLUSIVE, TWO),
                new Change.FreeClaim("held", ONE),
                new Change.FreeClaims(ONE),
                point("h", "changed"),
                point("g", "new"),
                new Change.RemoveRecord(Kind.POINT, "kept"),
                event(TWO, "second"),
                new Change.RemoveEvents(1),
                evidence(TWO, "key two", "second"),
                new Change.Forget(ONE));
        Change unmet = new Change.RequireRecord(Kind.PLAN, "not there", 1);
        for (Change change : all) {
            refused(Reason.UNMET, change, unmet);
        }
        List<Change> together = new ArrayList<>(all);
        together.add(unmet);
        refused(Reason.UNMET, together.toArray(Change[]::new));
        put(all.toArray(Change[]::new));
    }

    @Rule(
            value = "HF-SET-02",
            says = "Each set of a write has its own answer, in order; a refused one holds up no other.")
    void setsHaveTheirOwnAnswers() {
        List<@Nullable Refused> answers = writeAll(
                ChangeSet.of(operation(ONE, 1)),
                ChangeSet.of(operation(TWO, 2)),
                ChangeSet.of(operation(THREE, 1)),
                ChangeSet.of(new Change.RequireRecord(Kind.PLAN, "not there", 1)),
                ChangeSet.of(point("g", "k")));
        accepted(answers.get(0));
        refused(Reason.CHANGED, answers.get(1));
        accepted(answers.get(2));
        refused(Reason.UNMET, answers.get(3));
        accepted(answers.get(4));
        assertThat(store().operation(ONE)).as("the first set").isPresent();
        assertThat(store().operation(TWO)).as("the second set, refused").isEmpty();
        assertThat(store().operation(THREE)).as("the third set").isPresent();
        assertThat(store().record(Kind.POINT, "k")).as("the last set").isPresent();
    }

    @Rule(value = "HF-SET-03", says = "Later sets of a write see what earlier ones have changed.")
    void laterSetsSeeEarlierOnes() {
        List<@Nullable Refused> answers = writeAll(
                ChangeSet.of(operation(ONE, 1), take("s", Mode.EXCLUSIVE, ONE), record(Kind.PLAN, "", "p", 1)),
                ChangeSet.of(operation(ONE, 2), new Change.RequireRecord(Kind.PLAN, "p", 1)),
                ChangeSet.of(take("s", Mode.EXCLUSIVE, TWO)),
                ChangeSet.of(operation(ONE, 2)),
                ChangeSet.of(new Change.FreeClaims(ONE), record(Kind.PLAN, "", "p", 2)),
                ChangeSet.of(take("s", Mode.EXCLUSIVE, TWO), new Change.RequireRecord(Kind.PLAN, "p", 2)));
        accepted(answers.get(0));
        accepted(answers.get(1));
        refused(Reason.CLAIMED, answers.get(2));
        refused(Reason.CHANGED, answers.get(3));
        accepted(answers.get(4));
        accepted(answers.get(5));
    }

    @Rule(value = "HF-SET-04", says = "A change sees what those before it in the same set have changed.")
    void changesSeeEarlierOnes() {
        put(record(Kind.PLAN, "", "p", 1), record(Kind.PLAN, "", "p", 2), new Change.RequireRecord(Kind.PLAN, "p", 2));
        put(operation(ONE, 1), operation(ONE, 2), step(ONE, 0, 1), step(ONE, 0, 2));
        refused(Reason.CHANGED, record(Kind.PLAN, "", "p", 3), record(Kind.PLAN, "", "p", 3));
        refused(Reason.UNMET, record(Kind.PLAN, "", "p", 3), new Change.RequireRecord(Kind.PLAN, "p", 2));
        refused(
                Reason.KEY_TAKEN,
                operation(TWO, 1, "twice", OperationState.RUNNING),
                operation(THREE, 1, "twice", OperationState.RUNNING));
        refused(Reason.CLAIMED, take("s", Mode.SHARED, ONE), take("s", Mode.EXCLUSIVE, TWO));
        put(new Change.RemoveRecord(Kind.PLAN, "p"), record(Kind.PLAN, "", "p", 1));
        put(operation(ONE, 3, null, OperationState.FAILED), new Change.Forget(ONE), operation(ONE, 1));
    }

    @Rule(value = "HF-SET-05", says = "A set is UNMET unless a record is there in the version named; 0 is for none.")
    void recordsCanBeRequired() {
        refused(Reason.UNMET, new Change.RequireRecord(Kind.POINT, "k", 1), event(ONE, "x"));
        put(new Change.RequireRecord(Kind.POINT, "k", 0), point("g", "k"));
        put(point("g", "k"));
        refused(Reason.UNMET, new Change.RequireRecord(Kind.POINT, "k", 0), event(ONE, "x"));
        refused(Reason.UNMET, new Change.RequireRecord(Kind.POINT, "k", 1), event(ONE, "x"));
        refused(Reason.UNMET, new Change.RequireRecord(Kind.POINT, "k", 3), event(ONE, "x"));
        String what = refused(Reason.UNMET, new Change.RequireRecord(Kind.PLAN, "k", 2), event(ONE, "x"));
        assertThat(what).as("what is refused names the record").contains("k");
        put(new Change.RequireRecord(Kind.POINT, "k", 2), event(ONE, "y"));
    }

    @Rule(
            value = "HF-SET-06",
            says = "A set is TURN_OVER unless the lane's record is there in the version of the turn.")
    void turnsCanBeRequired() {
        refused(Reason.TURN_OVER, new Change.RequireTurn("lane", 1), event(ONE, "x"));
        put(record(Kind.LANE, "", "lane", 1));
        put(new Change.RequireTurn("lane", 1), event(ONE, "x"));
        put(record(Kind.LANE, "", "lane", 2), record(Kind.LANE, "", "other", 1));
        String what = refused(Reason.TURN_OVER, new Change.RequireTurn("lane", 1), event(ONE, "x"));
        assertThat(what).as("what is refused names the lane").contains("lane");
        refused(Reason.TURN_OVER, new Change.RequireTurn("lane", 3), event(ONE, "x"));
        put(new Change.RequireTurn("lane", 2), new Change.RequireTurn("other", 1), event(ONE, "x"));
    }

    @Rule(
            value = "HF-SET-07",
            says = "A new operation is KEY_TAKEN if its request key belongs to another that is stored.")
    void requestKeysAreTaken() {
        put(operation(ONE, 1, "nightly", OperationState.RUNNING));
        String what = refused(Reason.KEY_TAKEN, operation(TWO, 1, "nightly", OperationState.RUNNING));
        assertThat(what).as("what is refused names who has the key").contains(ONE.value());
        put(operation(ONE, 2, "nightly", OperationState.SUCCEEDED));
        refused(Reason.KEY_TAKEN, operation(TWO, 1, "nightly", OperationState.RUNNING));
        put(
                operation(TWO, 1, "Nightly", OperationState.RUNNING),
                operation(THREE, 1),
                operation(new OperationId("x"), 1));
        assertThat(store().operationByKey("nightly"))
                .contains(operationRow(ONE, 2, "nightly", OperationState.SUCCEEDED));
        assertThat(store().operationByKey("never")).isEmpty();
    }

    @Rule(value = "HF-SET-08", says = "A write of no sets, a set of no changes, and the wake of a lane are accepted.")
    void whatChangesNothingIsAccepted() {
        assertThat(store().write(epoch(), List.of())).isEmpty();
        put(point("g", "k"));
        List<Object> before = contents(store());
        put();
        put(new Change.Wake("work/3"), new Change.Wake("work/3"), new Change.Wake("sim/1/region"));
        assertThat(contents(store())).as("what is stored").isEqualTo(before);
    }

    @Rule(value = "HF-SET-09", says = "Many sets can be written at once, and stand in their order.")
    void manySetsAreWritten() {
        int many = 1_000;
        List<ChangeSet> sets = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            // Every tenth one comes a version too late.
            sets.add(ChangeSet.of(record(Kind.PRUNED, "", "k", i - i / 10), event(ONE, "set " + i)));
        }
        List<@Nullable Refused> answers = writeAll(sets.toArray(ChangeSet[]::new));
        List<String> accepted = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            if (i % 10 == 0) {
                refused(Reason.CHANGED, answers.get(i - 1));
            } else {
                accepted(answers.get(i - 1));
                accepted.add("set " + i);
            }
        }
        assertThat(store().outbox(ALL).stream().map(EventRow::body).map(body -> body.text("text")))
                .as("the events of the sets that were accepted")
                .isEqualTo(accepted);
        assertThat(store().record(Kind.PRUNED, "k").map(RecordRow::version)).contains((long) accepted.size());
    }

    @Rule(value = "HF-SET-10", says = "The same sets again, without a failure between, are written again.")
    void equalSetsAreNoRepeat() {
        ChangeSet same = ChangeSet.of(event(ONE, "same"), point("g", "k"));
        for (int i = 1; i <= 3; i++) {
            writeAll(same, same).forEach(answer -> accepted(answer));
            assertThat(store().outbox(ALL))
                    .as("events after %s equal writes", i)
                    .hasSize(2 * i);
        }
        assertThat(store().record(Kind.POINT, "k").map(RecordRow::version)).contains(6L);
    }
}
