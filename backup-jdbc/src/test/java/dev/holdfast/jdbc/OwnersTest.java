// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose the store is, and who may still write. */
final class OwnersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Database.Kind.class,
            names = {"POSTGRESQL", "H2"})
    void whoAcquiresLaterFencesWhoCameBefore(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore one = database.open();
                JdbcStore two = database.open()) {
            long first = one.acquire("shop", "a");
            assertThat(one.write(first, List.of(Sets.begun("op-1")))).containsExactly((Refused) null);

            long second = two.acquire("shop", "b");

            assertThat(second).isGreaterThan(first);
            assertThat(reason(one.write(first, List.of(Sets.begun("op-2"))))).isEqualTo(Refused.Reason.FENCED);
            assertThat(one.operation(Sets.id("op-2"))).isEmpty();
            assertThat(one.position()).isEqualTo(1);
            assertThat(two.write(second, List.of(Sets.begun("op-2")))).containsExactly((Refused) null);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Database.Kind.class,
            names = {"POSTGRESQL", "H2"})
    void whoJoinsFencesAnOwnerAndNobodyWhoHasJoined(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore one = database.open();
                JdbcStore two = database.open()) {
            long alone = one.acquire("shop", "a");
            long joined = one.join("shop", "a");
            assertThat(joined).isGreaterThan(alone);
            assertThat(two.join("shop", "b")).isEqualTo(joined);
            assertThat(two.join("shop", "b")).isEqualTo(joined);
            assertThat(one.write(joined, List.of(Sets.begun("op-1")))).containsExactly((Refused) null);
            assertThat(two.write(joined, List.of(Sets.begun("op-2")))).containsExactly((Refused) null);

            long again = two.acquire("shop", "b");

            assertThat(again).isGreaterThan(joined);
            assertThat(reason(one.write(joined, List.of(Sets.begun("op-3"))))).isEqualTo(Refused.Reason.FENCED);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void anotherInstallationIsRefusedAndToldWhoseTheStoreIs(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.acquire("shop", "a");
            assertThatThrownBy(() -> store.acquire("bank", "a"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("installation 'bank'")
                    .hasMessageContaining("it holds installation 'shop'");
            assertThat(store.write(epoch, List.of(Sets.begun("op-1")))).containsExactly((Refused) null);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aTurnThatIsOverRefusesTheSetAndLeavesNothingOfIt(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.join("shop", "a");
            store.write(epoch, List.of(Sets.begun("op-1"), ChangeSet.of(Sets.record(RecordRow.Kind.LANE, "aws/1", 1))));
            ChangeSet late = ChangeSet.of(
                    Sets.event("op-1", 7),
                    Sets.step("op-1", 0, 2),
                    new ChangeSet.Change.RequireTurn("aws/1", 2),
                    Sets.evidence("op-1", null, 7));
            assertThat(reason(store.write(epoch, List.of(late)))).isEqualTo(Refused.Reason.TURN_OVER);
            assertThat(store.outbox(9)).hasSize(1);
            assertThat(store.evidence(0, 9)).isEmpty();
            assertThat(store.step(Sets.id("op-1"), 0).orElseThrow().version()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aKeyIsKnownByTheEvidenceAfterItsOperationIsForgotten(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.acquire("shop", "a");
            store.write(
                    epoch,
                    List.of(
                            ChangeSet.of(Sets.operation("op-1", 1, "nightly", OperationState.RUNNING)),
                            ChangeSet.of(
                                    Sets.operation("op-1", 2, "nightly", OperationState.SUCCEEDED),
                                    Sets.evidence("op-1", "nightly", 1)),
                            ChangeSet.of(new ChangeSet.Change.Forget(Sets.id("op-1")))));
            assertThat(store.operation(Sets.id("op-1"))).isEmpty();
            List<@Nullable Refused> answers = store.write(
                    epoch, List.of(ChangeSet.of(Sets.operation("op-2", 1, "nightly", OperationState.RUNNING))));
            assertThat(reason(answers)).isEqualTo(Refused.Reason.KEY_TAKEN);
            assertThat(store.evidenceByKey("nightly").orElseThrow().operation()).isEqualTo(Sets.id("op-1"));
        }
    }

    private static Refused.Reason reason(List<@Nullable Refused> answers) {
        assertThat(answers).hasSize(1);
        return Objects.requireNonNull(answers.get(0)).reason();
    }
}
