// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.Store.Refused;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection is lost at a commit: before the database made it, or before it could say so. */
final class UnknownCommitTest {
    @TempDir
    Path folder;

    private final Lost lost = new Lost();
    private final ChangeSet taken = ChangeSet.of(Sets.operation("op-9", 1, "key", OperationState.RUNNING));
    private final List<ChangeSet> batch = List.of(
            ChangeSet.of(Sets.operation("op-2", 1, "other", OperationState.RUNNING), Sets.event("op-2", 2)),
            taken,
            ChangeSet.of(Sets.event("op-1", 3), Sets.evidence("op-1", null, 3)));

    private JdbcStore opened(Database database) {
        JdbcStore store = database.open(lost::losing);
        long epoch = store.acquire("shop", "a");
        store.write(epoch, List.of(ChangeSet.of(Sets.operation("op-1", 1, "key", OperationState.RUNNING))));
        return store;
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aRepeatAfterACommitThatWasMadeGivesTheAnswersOfTheFirstTime(Database.Kind kind) {
        try (JdbcStore store = opened(Database.make(kind, folder))) {
            lost.next(Lost.When.AFTER);
            assertThatThrownBy(() -> store.write(1, batch))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("Cannot write the store")
                    .hasMessageContaining("the database cannot be reached");
            List<@Nullable Refused> answers = store.write(1, batch);
            assertAnswers(answers);
            assertThat(store.outbox(9)).extracting(event -> event.body()).containsExactly(Sets.body(2), Sets.body(3));
            assertThat(store.evidence(0, 9)).hasSize(1);
            assertThat(store.position()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aRepeatAfterACommitThatWasNotMadeMakesIt(Database.Kind kind) {
        try (JdbcStore store = opened(Database.make(kind, folder))) {
            lost.next(Lost.When.BEFORE);
            assertThatThrownBy(() -> store.write(1, batch)).isInstanceOf(BackupException.class);
            assertThat(store.outbox(9)).isEmpty();
            assertAnswers(store.write(1, batch));
            assertThat(store.outbox(9)).hasSize(2);
            assertThat(store.position()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void theSameSetsAreWrittenAgainAfterTheyWereAnswered(Database.Kind kind) {
        try (JdbcStore store = opened(Database.make(kind, folder))) {
            List<ChangeSet> event = List.of(ChangeSet.of(Sets.event("op-1", 1)));
            lost.next(Lost.When.AFTER);
            assertThatThrownBy(() -> store.write(1, event)).isInstanceOf(BackupException.class);
            store.write(1, event);
            store.write(1, event);
            assertThat(store.outbox(9)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aRepeatIsAnsweredAsAtFirstEvenIfAnotherOwnerHasComeMeanwhile(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = opened(database)) {
            lost.next(Lost.When.AFTER);
            assertThatThrownBy(() -> store.write(1, batch)).isInstanceOf(BackupException.class);
            try (JdbcStore other = database.open(connection -> connection)) {
                assertThat(other.acquire("shop", "b")).isEqualTo(2);
            }
            assertAnswers(store.write(1, batch));
            Refused fenced = store.write(1, List.of(taken)).get(0);
            assertThat(fenced).isNotNull();
            assertThat(fenced.reason()).isEqualTo(Refused.Reason.FENCED);
        }
    }

    private static void assertAnswers(List<@Nullable Refused> answers) {
        assertThat(answers)
                .containsExactly(
                        null,
                        new Refused(Refused.Reason.KEY_TAKEN, "request key 'key' belongs to operation op-1"),
                        null);
    }
}
