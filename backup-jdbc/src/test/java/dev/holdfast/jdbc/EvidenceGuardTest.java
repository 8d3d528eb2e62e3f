// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ChangeSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evidence is added to, and the database itself keeps it so where it can. */
final class EvidenceGuardTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Database.Kind.class,
            names = {"SQLITE", "POSTGRESQL"})
    void theDatabaseRefusesToChangeOrRemoveEvidence(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            store.write(
                    store.acquire("shop", "a"),
                    List.of(ChangeSet.of(Sets.evidence("op-1", "key", 1), Sets.evidence("op-1", null, 2))));
            List<String> attacks = new ArrayList<>(List.of(
                    "UPDATE ${prefix}evidence SET body = '{}' WHERE sequence = 1", "DELETE FROM ${prefix}evidence"));
            if (kind == Database.Kind.POSTGRESQL) {
                attacks.add("TRUNCATE ${prefix}evidence");
            }
            for (String attack : attacks) {
                assertThatThrownBy(() -> database.execute(attack))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("evidence is never");
            }
            assertThat(store.evidence(0, 9)).hasSize(2).allMatch(row -> row.intact());
        }
    }
}
