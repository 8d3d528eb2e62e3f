// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store.Refused;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lanes that are woken, as the table of db-scheduler shows it. */
final class WakesTest {
    private static final ChangeSet WAKE = ChangeSet.of(new Change.Wake("aws/1"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aWokenLaneHasAnExecutionThatIsDue(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.join("shop", "a");
            store.write(epoch, List.of(WAKE, WAKE));
            assertThat(lane(database)).isEqualTo("1 wakes, version 1, due");
            store.write(epoch, List.of(WAKE));
            assertThat(lane(database)).isEqualTo("2 wakes, version 1, due");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aLaneThatIsDueLaterIsDueNowOnceItIsWoken(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.join("shop", "a");
            store.write(epoch, List.of(WAKE));
            database.execute("UPDATE ${prefix}scheduled_tasks SET execution_time = " + later(kind));
            assertThat(lane(database)).isEqualTo("1 wakes, version 1, later");
            store.write(epoch, List.of(WAKE));
            assertThat(lane(database)).isEqualTo("2 wakes, version 2, due");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void theExecutionOfALaneThatHasATurnIsLeftAsItIs(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.join("shop", "a");
            store.write(epoch, List.of(WAKE));
            database.execute("UPDATE ${prefix}scheduled_tasks SET picked = TRUE, execution_time = " + later(kind));
            store.write(epoch, List.of(WAKE));
            assertThat(lane(database)).isEqualTo("2 wakes, version 1, later");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aRefusedSetWakesNobodyAndWhoHasTheStoreAloneWakesNobody(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            long joined = store.join("shop", "a");
            ChangeSet refused =
                    ChangeSet.of(new Change.Wake("aws/1"), new Change.RequireRecord(RecordRow.Kind.PLAN, "none", 1));
            store.write(joined, List.of(refused, ChangeSet.of(Sets.event("op-1", 1))));
            long alone = store.acquire("shop", "a");
            assertThat(store.write(alone, List.of(WAKE))).containsExactly((Refused) null);
            assertThat(lane(database)).isEqualTo("no row");
        }
    }

    /** In the form in which db-scheduler writes a moment there. */
    private static String later(Database.Kind kind) {
        return kind == Database.Kind.SQLITE
                ? "CAST(unixepoch('subsec') * 1000 AS INTEGER) + 3600000"
                : "CURRENT_TIMESTAMP + INTERVAL '1' HOUR";
    }

    private static String lane(Database database) throws SQLException {
        return database.ask("SELECT w.wakes || ' wakes, version ' || t.version || CASE WHEN t.execution_time <= "
                + database.dialect().now() + " THEN ', due' ELSE ', later' END"
                + " FROM ${prefix}lane_wake w JOIN ${prefix}scheduled_tasks t ON t.task_instance = w.lane"
                + " WHERE t.task_name = 'holdfast-lane' AND w.lane = 'aws/1'");
    }
}
