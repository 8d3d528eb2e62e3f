// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server with the tables of lanes, and a diary of turns that is kept by the database's clock. */
final class LaneDatabase implements AutoCloseable {
    static final String PREFIX = "lanes.holdfast_";
    private static final LaneTables TABLES = LaneTables.under(PREFIX);

    private final Path directory;
    private EmbeddedPostgres server;
    private final int port;
    private final DataSource source;

    LaneDatabase(Path directory) throws IOException, SQLException {
        this.directory = directory;
        server = start(0);
        port = server.getPort();
        source = source(port);
        run("create schema lanes");
        run("create table lanes.holdfast_lane_wake (lane text primary key, wakes bigint not null)");
        run("create table lanes.holdfast_scheduled_tasks (task_name text not null, task_instance text not null,"
                + " task_data bytea, execution_time timestamp with time zone not null, picked boolean not null,"
                + " picked_by text, last_success timestamp with time zone, last_failure timestamp with time zone,"
                + " consecutive_failures integer, last_heartbeat timestamp with time zone, version bigint not null,"
                + " priority smallint, primary key (task_name, task_instance))");
        run("create table lanes.turns (lane text, number bigint, host text, began timestamp with time zone,"
                + " ended timestamp with time zone, seen bigint, primary key (lane, number))");
        run("create table lanes.joined (host text)");
        run("create table lanes.frozen (host text, lane text, lasts boolean)");
        run("create table lanes.acts (lane text, number bigint, host text, at timestamp with time zone)");
    }

    private EmbeddedPostgres start(int onPort) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPort(onPort)
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "200")
                .start();
    }

    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startAgain() throws IOException {
        server = start(port);
    }

    int port() {
        return port;
    }

    /** The test's own connections. */
    DataSource source() {
        return source;
    }

    static DataSource source(int port) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setUser("postgres");
        source.setDatabaseName("postgres");
        source.setConnectTimeout(2);
        source.setSocketTimeout(5);
        return new FewConnections(source);
    }

    JdbcClusterBuilder cluster(String host) {
        return JdbcCluster.builder(source).tablePrefix(PREFIX).name(host);
    }

    /** Wakes lanes in a transaction of their own, as a store does. */
    void wake(String... lanes) {
        try (Connection connection = source().getConnection()) {
            connection.setAutoCommit(false);
            new LaneWakes(TABLES).wake(connection, List.of(lanes));
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Changes rows, as the diary does; the parameters are texts or numbers. */
    static int change(DataSource source, String sql, Object... parameters) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static Object ask(DataSource source, String sql, Object parameter) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject(1, OffsetDateTime.class);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long number(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Instant now() {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select clock_timestamp()")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void empty() {
        for (String table : List.of("holdfast_scheduled_tasks", "holdfast_lane_wake", "turns", "acts", "frozen")) {
            run("delete from lanes." + table);
        }
    }

    /** How many lanes were woken after their last turn had begun, or never had one. */
    long unseenWakes() {
        return number("select count(*) from lanes.holdfast_lane_wake w where wakes > coalesce((select max(seen) from"
                + " lanes.turns t where t.lane = w.lane), 0)");
    }

    /** Turns of one lane that overlap, as texts; a turn without an end counts up to the last act in it. */
    List<String> overlaps() {
        List<String> found = new ArrayList<>();
        String sql = "with spans as (select lane, number, host, began, greatest(ended, (select max(at) from lanes.acts"
                + " where acts.lane = turns.lane and acts.number = turns.number), began) as over from lanes.turns)"
                + " select a.lane, a.number, a.host, a.over, b.number, b.host, b.began from spans a join spans b"
                + " on a.lane = b.lane and a.number < b.number and b.began < a.over";
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1) + ": turn " + rows.getString(2) + " of " + rows.getString(3) + " until "
                        + rows.getString(4) + ", turn " + rows.getString(5) + " of " + rows.getString(6) + " from "
                        + rows.getString(7));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    @Override
    public void close() {
        stop();
    }
}
