// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Cluster;
import java.net.ServerSocket;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** What hosts cannot share, and how it is said. */
class JdbcClusterRefusalTest {
    private static final Cluster.Host NOBODY = new Cluster.Host() {
        @Override
        public void begin(Cluster.Turn turn) {
            throw new AssertionError("no turn is expected");
        }

        @Override
        public void drain() {}
    };

    private static BackupException refusal(JdbcCluster cluster) {
        return catchThrowableOfType(BackupException.class, () -> cluster.join(NOBODY));
    }

    @Test
    void aDatabaseOfOneHostIsRefused() {
        SQLiteDataSource sqlite = new SQLiteDataSource();
        sqlite.setUrl("jdbc:sqlite::memory:");
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setUrl("jdbc:h2:mem:refused");
        for (DataSource source : new DataSource[] {sqlite, h2}) {
            assertThat(refusal(JdbcCluster.postgresql(source)))
                    .hasMessageMatching("The host cannot take turns with others: the database is (SQLite|H2), which one"
                            + " host has for itself \\[UNSUPPORTED]; use PostgreSQL, or leave the cluster out and run one"
                            + " host");
        }
    }

    @Test
    void aSchemaWithoutAStoreIsRefusedAndNothingIsStarted() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            JdbcCluster cluster = database.cluster("a").tablePrefix("other_").build();
            for (int i = 0; i < 2; i++) {
                assertThat(refusal(cluster))
                        .hasMessage("The host cannot take turns with others: there are no tables of a store named "
                                + database.schema()
                                + ".other_... [INVALID]; open the store first, which makes them; give"
                                + " both the same schema and table prefix");
            }
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsRefusedAndMayBeTriedAgain() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        JdbcCluster cluster = JdbcCluster.postgresql(LaneDatabase.source(port, "public"));
        for (int i = 0; i < 2; i++) {
            BackupException refused = refusal(cluster);
            assertThat(refused.failure().kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(refused).hasMessageContaining("The host cannot take turns with others");
        }
        cluster.leave(Duration.ZERO);
    }

    @Test
    void aHostJoinsOnce() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            JdbcCluster cluster = database.cluster("a").build();
            cluster.join(NOBODY);
            assertThatThrownBy(() -> cluster.join(NOBODY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("A host joins once; build another cluster for another host");
            cluster.leave(Duration.ZERO);
            cluster.leave(Duration.ZERO);
            assertThatThrownBy(() -> cluster.join(NOBODY)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Holdfast_", "a-b", "x.y_", "a\"; drop table a; --", "0a"})
    void aTablePrefixIsAnIdentifier(String prefix) {
        JdbcClusterBuilder builder = JdbcCluster.builder(new JdbcDataSource());
        assertThatThrownBy(() -> builder.tablePrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.schema(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsThatCannotBeKeptAreRefused() {
        JdbcClusterBuilder builder = JdbcCluster.builder(new JdbcDataSource());
        assertThatThrownBy(() -> builder.turns(9)).hasMessage("A host has 1 to 8 turns at a time, not 9");
        assertThatThrownBy(() -> builder.turns(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.heartbeats(Duration.ofSeconds(2), 3))
                .hasMessage("Heartbeats are at least 50 ms apart, and at least 4 are missed");
        assertThatThrownBy(() -> builder.heartbeats(Duration.ofMillis(49), 4))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.polling(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.hostClock(Duration.ZERO, clock -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.name(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
