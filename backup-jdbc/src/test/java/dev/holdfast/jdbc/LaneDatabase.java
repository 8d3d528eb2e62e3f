// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A store that hosts share, and a diary of their turns that is kept by the database's clock. */
final class LaneDatabase implements AutoCloseable {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final int port;
    private final String schema = "lanes_" + SCHEMAS.incrementAndGet();
    private final DataSource source;
    private final JdbcStore store;
    private final long epoch;

    private LaneDatabase(int port) {
        this.port = port;
        source = source(port, schema);
        run("create schema " + schema);
        run("create table turns (lane text, number bigint, host text, began timestamp with time zone,"
                + " ended timestamp with time zone, seen bigint, primary key (lane, number))");
        run("create table acts (lane text, number bigint, host text, at timestamp with time zone)");
        run("create table joined (host text)");
        run("create table frozen (host text, lane text, lasts boolean)");
        store = JdbcStore.builder().postgresql(source).schema(schema).build();
        epoch = store.join("lanes", "waker");
    }

    /** A schema of its own on the server of this JVM. */
    static LaneDatabase open() throws SQLException {
        return on(TestServer.source().unwrap(PGSimpleDataSource.class).getPortNumbers()[0]);
    }

    /** A schema of its own on a server of this machine. */
    static LaneDatabase on(int port) {
        return new LaneDatabase(port);
    }

    int port() {
        return port;
    }

    String schema() {
        return schema;
    }

    /** Connections to the schema, kept as an application's pool keeps them. */
    DataSource source() {
        return source;
    }

    static DataSource source(int port, String schema) {
        return new FewConnections(plain(port, schema, "hosts"), true);
    }

    /** A source that keeps nothing. */
    static DataSource plain(int port, String schema, String application) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setApplicationName(application);
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setUser("postgres");
        source.setDatabaseName("postgres");
        source.setCurrentSchema(schema);
        source.setConnectTimeout(2);
        source.setSocketTimeout(5);
        return source;
    }

    JdbcClusterBuilder cluster(String host) {
        return JdbcCluster.builder(source).schema(schema).name(host);
    }

    /** Wakes lanes, as a host does that has changed something in them. */
    synchronized void wake(String... lanes) {
        List<Change> wakes = Arrays.stream(lanes).<Change>map(Change.Wake::new).toList();
        store.write(epoch, List.of(new ChangeSet(wakes)));
    }

    /** Wakes lanes in a transaction that is still to be committed. */
    void wake(Connection transaction, String... lanes) throws SQLException {
        transaction.setAutoCommit(false);
        new Wakes()
                .write(
                        List.of(lanes),
                        new Statements(transaction, new PostgresDialect(), new Tables(schema, Tables.DEFAULT_PREFIX)));
    }

    void run(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Changes rows of the diary; the parameters are texts, numbers or moments. */
    static void change(DataSource source, String sql, Object... parameters) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Asks for a moment. */
    static OffsetDateTime ask(DataSource source, String sql, Object parameter) {
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
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Instant now() {
        return ask(source, "select clock_timestamp() + cast(? as interval)", "0 seconds")
                .toInstant();
    }

    long turns() {
        return number("select count(*) from turns");
    }

    void empty() {
        for (String table : List.of("holdfast_scheduled_tasks", "holdfast_lane_wake", "turns", "acts", "frozen")) {
            run("delete from " + table);
        }
    }

    /** How many lanes were woken after their last turn had begun, or never had one. */
    long unseenWakes() {
        return number("select count(*) from holdfast_lane_wake w where wakes > coalesce((select max(seen) from"
                + " turns t where t.lane = w.lane), 0)");
    }

    /** Turns of one lane that overlap, as texts; a turn without an end counts up to the last act in it. */
    List<String> overlaps() {
        List<String> found = new ArrayList<>();
        String sql = "with spans as (select lane, number, host, began, greatest(ended, (select max(at) from acts"
                + " where acts.lane = turns.lane and acts.number = turns.number), began) as over from turns)"
                + " select a.lane, a.number, a.host, a.over, b.number, b.host, b.began from spans a join spans b"
                + " on a.lane = b.lane and a.number < b.number and b.began < a.over";
        try (Connection connection = source.getConnection();
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
        store.close();
    }
}
