// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Keeps connections, as the pools of applications do: also those that the database has cut meanwhile, which is found out
 * by who uses them next.
 */
final class FewConnections implements DataSource {
    private final DataSource source;
    private final boolean committing;
    private final Deque<Connection> kept = new ConcurrentLinkedDeque<>();

    /**
     * Keeps connections of a source.
     *
     * @param source where they come from
     * @param committing whether they commit each statement by themselves when they are handed out
     */
    FewConnections(DataSource source, boolean committing) {
        this.source = source;
        this.committing = committing;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection old = kept.poll();
        Connection real = old == null ? source.getConnection() : old;
        real.setAutoCommit(committing);
        AtomicBoolean isBroken = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                FewConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (real.isClosed() || isBroken.get()) {
                            real.close();
                        } else {
                            if (!real.getAutoCommit()) {
                                real.rollback();
                            }
                            kept.push(real);
                        }
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        isBroken.set(true);
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source.getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("postgres");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
