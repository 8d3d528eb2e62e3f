// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows by compare-and-set, and who may write. */
abstract class StoreWriteKit extends StoreTopic {
    @Rule(value = "HF-CAS-01", says = "An operation is written on the version before it only, else refused as CHANGED.")
    void operationsAreCompared() {
        refused(Reason.CHANGED, operation(ONE, 2));
        put(operation(ONE, 1));
        refused(Reason.CHANGED, operation(ONE, 1));
        refused(Reason.CHANGED, operation(ONE, 3));
        put(operation(ONE, 2));
        assertThat(store().operation(ONE)).contains(operationRow(ONE, 2, null, OperationState.RUNNING));
        assertThat(store().operation(TWO)).as("what was never written").isEmpty();
    }

    @Rule(value = "HF-CAS-02", says = "A step is written on the version before it only, else refused as CHANGED.")
    void stepsAreCompared() {
        put(operation(ONE, 1), operation(TWO, 1));
        refused(Reason.CHANGED, step(ONE, 0, 2));
        put(step(ONE, 0, 1));
        refused(Reason.CHANGED, step(ONE, 0, 1));
        refused(Reason.CHANGED, step(ONE, 0, 3));
        put(step(ONE, 0, 2), step(ONE, 1, 1), step(TWO, 0, 1));
        assertThat(store().step(ONE, 0)).contains(stepRow(ONE, 0, 2, body("node 0")));
        assertThat(store().step(TWO, 0)).contains(stepRow(TWO, 0, 1, body("node 0")));
        assertThat(store().step(TWO, 1)).as("what was never written").isEmpty();
    }

    @Rule(value = "HF-CAS-03", says = "A record is written on the version before it only, else refused as CHANGED.")
    void recordsAreCompared() {
        refused(Reason.CHANGED, record(RecordRow.Kind.POINT, "g", "k", 2));
        put(record(RecordRow.Kind.POINT, "g", "k", 1));
        refused(Reason.CHANGED, record(RecordRow.Kind.POINT, "g", "k", 1));
        refused(Reason.CHANGED, record(RecordRow.Kind.POINT, "g", "k", 3));
        put(record(RecordRow.Kind.POINT, "g", "k", 2), record(RecordRow.Kind.PLAN, "g", "k", 1));
        assertThat(store().record(RecordRow.Kind.POINT, "k")).contains(recordRow(RecordRow.Kind.POINT, "g", "k", 2));
        assertThat(store().record(RecordRow.Kind.PLAN, "k"))
                .as("a record of another kind with the same key")
                .contains(recordRow(RecordRow.Kind.PLAN, "g", "k", 1));
    }

    @Rule(value = "HF-CAS-04", says = "A record of version 0 is written whatever is stored, and gets the next version.")
    void recordsOfVersionZeroAlwaysGo() {
        for (long version = 1; version <= 3; version++) {
            String text = "written " + version;
            put(new Change.PutRecord(new RecordRow(RecordRow.Kind.WATCH, "g", "k", 0, body(text))));
            assertThat(store().record(RecordRow.Kind.WATCH, "k"))
                    .contains(new RecordRow(RecordRow.Kind.WATCH, "g", "k", version, body(text)));
        }
        put(record(RecordRow.Kind.WATCH, "g", "k", 4));
    }

    @Rule(value = "HF-CAS-05", says = "A record that was removed is gone, and begins at version 1 again.")
    void removedRecordsBeginAgain() {
        put(record(RecordRow.Kind.PLAN, "", "k", 1));
        put(record(RecordRow.Kind.PLAN, "", "k", 2));
        put(new Change.RemoveRecord(RecordRow.Kind.PLAN, "k"));
        assertThat(store().record(RecordRow.Kind.PLAN, "k"))
                .as("a record that was removed")
                .isEmpty();
        put(new Change.RemoveRecord(RecordRow.Kind.PLAN, "k"));
        refused(Reason.CHANGED, record(RecordRow.Kind.PLAN, "", "k", 3));
        put(record(RecordRow.Kind.PLAN, "", "k", 1));
    }

    @Rule(value = "HF-CAS-06", says = "A step that is written without its node keeps the one that was written first.")
    void stepsKeepTheirNode() {
        Payload.Fields node = body("what it is");
        put(operation(ONE, 1), new Change.PutStep(stepRow(ONE, 0, 1, node)));
        for (long version = 2; version <= 4; version++) {
            put(new Change.PutStep(stepRow(ONE, 0, version, Payload.Fields.EMPTY)));
            assertThat(store().step(ONE, 0))
                    .as("the step, written %s times", version)
                    .contains(stepRow(ONE, 0, version, node));
        }
        assertThat(store().steps(ONE)).containsExactly(stepRow(ONE, 0, 4, node));
    }

    @Rule(value = "HF-CAS-07", says = "Every row is read as it was written: all states, kinds and sorts of values.")
    void rowsAreReadAsWritten() {
        Payload.Fields everything = everything();
        List<Change> changes = new ArrayList<>();
        List<OperationRow> operations = new ArrayList<>();
        List<StepRow> steps = new ArrayList<>();
        for (OperationState state : OperationState.values()) {
            OperationRow row = new OperationRow(
                    new OperationId("op-" + operations.size()),
                    1,
                    "key of " + state,
                    state,
                    Integer.MAX_VALUE,
                    everything);
            operations.add(row);
            changes.add(new Change.PutOperation(row));
        }
        for (StepState state : StepState.values()) {
            StepRow row = new StepRow(
                    operations.get(0).id(), steps.size(), 1, state, Integer.MAX_VALUE, everything, everything);
            steps.add(row);
            changes.add(new Change.PutStep(row));
        }
        for (RecordRow.Kind kind : RecordRow.Kind.values()) {
            changes.add(new Change.PutRecord(new RecordRow(kind, "group", "key", 1, everything)));
        }
        changes.add(new Change.AddEvent(operations.get(0).id(), everything));
        changes.add(new Change.AddEvidence(operations.get(0).id(), "key", everything));
        put(changes.toArray(Change[]::new));
        for (OperationRow row : operations) {
            assertThat(store().operation(row.id())).contains(row);
            assertThat(store().operationByKey("key of " + row.state())).contains(row);
        }
        assertThat(store().steps(operations.get(0).id())).isEqualTo(steps);
        for (RecordRow.Kind kind : RecordRow.Kind.values()) {
            assertThat(store().record(kind, "key")).contains(new RecordRow(kind, "group", "key", 1, everything));
        }
        assertThat(store().outbox(1))
                .singleElement()
                .satisfies(row -> assertThat(row.body()).isEqualTo(everything));
        assertThat(store().evidence(0, 1)).singleElement().satisfies(row -> {
            assertThat(row.body()).isEqualTo(everything);
            assertThat(row.intact()).as("the digest fits").isTrue();
        });
    }

    private static Payload.Fields everything() {
        Payload.Fields all = body("text")
                .with("empty", "")
                .with("least", Long.MIN_VALUE)
                .with("most", Long.MAX_VALUE)
                .with("true", Payload.of(true))
                .with("time", new Payload.Time(Instant.parse("2026-02-03T04:05:06.123456789Z")))
                .with("first", new Payload.Time(Instant.MIN))
                .with("last", new Payload.Time(Instant.MAX))
                .with("ref", new Payload.Ref("step", "output"))
                .with("hidden", new Payload.Hidden("cipher", "c2VjcmV0"))
                .with("", "a field without a name")
                .with("none", new Payload.Items(List.of()));
        Payload deep = Payload.of("deep");
        for (int i = 0; i < Payload.MAX_DEPTH - 2; i++) {
            deep = new Payload.Items(List.of(deep));
        }
        return all.with("items", new Payload.Items(List.of(all, Payload.of(1), all)))
                .with("deep", deep);
    }

    @Rule(value = "HF-FEN-01", says = "Each host that acquires the store gets an epoch greater than all before.")
    void epochsRise() {
        Store store = another();
        assertThat(store.position()).as("the position of an empty store").isZero();
        long before = 0;
        for (String host : List.of("a", "b", "a")) {
            long epoch = store.acquire(INSTALLATION, host);
            assertThat(epoch).as("the epoch of host %s", host).isGreaterThan(before);
            before = epoch;
        }
        assertThat(store.join(INSTALLATION, "c")).as("the epoch of who joins").isGreaterThan(before);
    }

    @Rule(value = "HF-FEN-02", says = "Who was owner before is FENCED in all sets, changes nothing, and still reads.")
    void earlierOwnersAreFenced() {
        put(operation(ONE, 1), point("g", "k"));
        long earlier = epoch();
        long later = store().acquire(INSTALLATION, "other");
        List<Object> before = contents(store());
        ChangeSet set = ChangeSet.of(operation(ONE, 2), event(ONE, "late"));
        writeAs(store(), earlier, set, ChangeSet.of(point("g", "late")), set)
                .forEach(answer -> refused(Reason.FENCED, answer, operation(ONE, 2)));
        assertThat(contents(store())).as("what a fenced host still reads").isEqualTo(before);
        accepted(writeAs(store(), later, set).get(0), operation(ONE, 2));
    }

    @Rule(value = "HF-FEN-03", says = "To join fences who had acquired, not who have joined; to acquire fences all.")
    void joiningDoesNotFence() {
        Store store = another();
        long acquired = store.acquire(INSTALLATION, "a");
        long joined = store.join(INSTALLATION, "b");
        refused(Reason.FENCED, answer(writeAs(store, acquired, ChangeSet.of(operation(ONE, 1))), 0));
        accepted(answer(writeAs(store, joined, ChangeSet.of(operation(ONE, 1))), 0));
        long second = store.join(INSTALLATION, "c");
        assertThat(second).as("the epoch of the second who joins").isEqualTo(joined);
        accepted(answer(writeAs(store, joined, ChangeSet.of(operation(ONE, 2))), 0));
        accepted(answer(writeAs(store, second, ChangeSet.of(operation(ONE, 3))), 0));
        long alone = store.acquire(INSTALLATION, "d");
        refused(Reason.FENCED, answer(writeAs(store, joined, ChangeSet.of(operation(ONE, 4))), 0));
        accepted(answer(writeAs(store, alone, ChangeSet.of(operation(ONE, 4))), 0));
        assertThat(store.join(INSTALLATION, "e"))
                .as("the epoch of who joins anew")
                .isGreaterThan(alone);
        refused(Reason.FENCED, answer(writeAs(store, alone, ChangeSet.of(operation(ONE, 5))), 0));
    }

    @Rule(
            value = "HF-FEN-04",
            says = "Another installation is refused, named with the one that is held, and fences nobody.")
    void anotherInstallationIsRefused() {
        put(operation(ONE, 1));
        assertThatThrownBy(() -> store().acquire("stranger", "host"))
                .as("acquiring for another installation")
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("stranger")
                .hasMessageContaining(INSTALLATION);
        assertThatThrownBy(() -> store().join("stranger", "host"))
                .as("joining for another installation")
                .isInstanceOf(BackupException.class);
        put(operation(ONE, 2), take("s", ClaimRow.Mode.SHARED, ONE));
    }
}
