// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store.Refused.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Evidence, and what is left of an operation that is forgotten. */
abstract class StoreEvidenceKit extends StoreTopic {
    /** Checks that the entries follow each other from the first on, each as it was written. */
    static void chained(List<EvidenceRow> rows) {
        assertThat(rows.stream().map(EvidenceRow::sequence).toList())
                .as("the sequence of the evidence")
                .isEqualTo(LongStream.rangeClosed(1, rows.size()).boxed().toList());
        String before = "";
        for (EvidenceRow row : rows) {
            assertThat(row.intact())
                    .as("entry %s is as it was written", row.sequence())
                    .isTrue();
            assertThat(row.previous())
                    .as("what entry %s follows", row.sequence())
                    .isEqualTo(before);
            before = row.digest();
        }
    }

    @Rule(
            value = "HF-EVD-01",
            says = "Evidence has places from 1 without gaps, each with the digest of the one before.")
    void evidenceIsChained() {
        put(evidence(ONE, null, "a"), evidence(TWO, "key", "b"));
        refused(Reason.UNMET, evidence(ONE, null, "lost"), new Change.RequireRecord(Kind.PLAN, "p", 1));
        put(evidence(ONE, "key", "c"));
        restart();
        put(evidence(THREE, "", "d"));
        List<EvidenceRow> all = store().evidence(0, ALL);
        chained(all);
        assertThat(all.stream()
                        .map(row -> row.operation() + " " + row.requestKey() + " "
                                + row.body().text("text")))
                .containsExactly("op-1 null a", "op-2 key b", "op-1 key c", "op-3  d");
    }

    @Rule(value = "HF-EVD-02", says = "Evidence is read by place, by operation, and the newest of a request key.")
    void evidenceIsFound() {
        for (int i = 0; i < 30; i++) {
            put(evidence(i % 3 == 0 ? ONE : TWO, i % 5 == 0 ? "five" : null, "entry " + i));
        }
        List<EvidenceRow> all = store().evidence(0, ALL);
        assertThat(all).hasSize(30);
        assertThat(store().evidence(0, 7)).isEqualTo(all.subList(0, 7));
        assertThat(store().evidence(7, 7)).isEqualTo(all.subList(7, 14));
        assertThat(store().evidence(28, 7)).isEqualTo(all.subList(28, 30));
        assertThat(store().evidence(30, 7)).isEmpty();
        assertThat(store().evidence(ONE))
                .isEqualTo(
                        all.stream().filter(row -> row.operation().equals(ONE)).toList());
        assertThat(store().evidence(THREE)).isEmpty();
        assertThat(store().evidenceByKey("five")).contains(all.get(25));
        assertThat(store().evidenceByKey("six")).isEqualTo(Optional.empty());
    }

    @Rule(value = "HF-FGT-01", says = "To forget an operation that is open is UNMET and changes nothing.")
    void openOperationsAreNotForgotten() {
        put(operation(ONE, 1), step(ONE, 0, 1), take("s", Mode.EXCLUSIVE, ONE));
        assertThat(refused(Reason.UNMET, new Change.Forget(ONE)))
                .as("what is refused names the operation")
                .contains(ONE.value());
        long version = 1;
        for (OperationState state : OperationState.values()) {
            put(operation(ONE, ++version, null, state));
            if (!state.ended()) {
                refused(Reason.UNMET, new Change.Forget(ONE), event(ONE, "x"));
            }
        }
        put(new Change.Forget(ONE));
    }

    @Rule(value = "HF-FGT-02", says = "Of a forgotten operation row, steps and claims are gone; its evidence stays.")
    void forgottenOperationsLeaveEvidence() {
        put(
                operation(ONE, 1, "one", OperationState.PARTIAL),
                step(ONE, 0, 1),
                step(ONE, 1, 1),
                take("s", Mode.SHARED, ONE),
                evidence(ONE, "one", "ended"),
                event(ONE, "ended"));
        put(operation(TWO, 1, "two", OperationState.RUNNING), step(TWO, 0, 1), take("s", Mode.SHARED, TWO));
        List<EvidenceRow> evidence = store().evidence(ONE);
        put(new Change.Forget(ONE));
        assertThat(store().operation(ONE)).isEmpty();
        assertThat(store().operationByKey("one")).isEmpty();
        assertThat(store().recentOperations(ALL)).containsExactly(operationRow(TWO, 1, "two", OperationState.RUNNING));
        assertThat(store().steps(ONE)).isEmpty();
        assertThat(store().step(ONE, 0)).isEmpty();
        assertThat(store().claims()).containsExactly(new ClaimRow("s", Mode.SHARED, TWO));
        assertThat(store().steps(TWO)).as("the steps of another").hasSize(1);
        assertThat(store().evidence(ONE)).isEqualTo(evidence).hasSize(1);
        assertThat(store().evidenceByKey("one")).contains(evidence.get(0));
        assertThat(store().outbox(ALL)).as("its event, not yet handed out").hasSize(1);
    }

    @Rule(value = "HF-FGT-03", says = "To forget what is not there is accepted and changes nothing.")
    void whatIsNotThereIsForgotten() {
        put(operation(ONE, 1, null, OperationState.FAILED), evidence(TWO, null, "x"));
        put(new Change.Forget(TWO));
        put(new Change.Forget(ONE));
        put(new Change.Forget(ONE));
        assertThat(store().evidence(0, ALL)).hasSize(1);
    }

    @Rule(
            value = "HF-FGT-04",
            says = "The request key of a forgotten operation that left evidence with it stays taken.")
    void forgottenKeysStayTaken() {
        put(operation(ONE, 1, "one", OperationState.SUCCEEDED), evidence(ONE, "one", "ended"), new Change.Forget(ONE));
        assertThat(refused(Reason.KEY_TAKEN, operation(TWO, 1, "one", OperationState.RUNNING)))
                .as("what is refused names who had the key")
                .contains(ONE.value());
        restart();
        refused(Reason.KEY_TAKEN, operation(TWO, 1, "one", OperationState.RUNNING));
        put(operation(TWO, 1, "two", OperationState.RUNNING));
    }

    @Rule(value = "HF-FGT-05", says = "The request key of a forgotten operation that left no evidence with it is free.")
    void keysWithoutEvidenceAreFree() {
        put(operation(ONE, 1, "one", OperationState.FAILED), evidence(ONE, null, "ended"), new Change.Forget(ONE));
        put(operation(TWO, 1, "one", OperationState.RUNNING));
        assertThat(store().operationByKey("one")).contains(operationRow(TWO, 1, "one", OperationState.RUNNING));
    }
}
