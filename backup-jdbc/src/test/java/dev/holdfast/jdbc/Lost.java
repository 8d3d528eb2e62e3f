// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/** Loses connections at their commits: before the database makes it, or before it can say that it did. */
final class Lost {
    private final AtomicReference<When> next = new AtomicReference<>(When.NEVER);

    /** When the next commit is lost. */
    enum When {
        NEVER,
        BEFORE,
        AFTER
    }

    void next(When when) {
        next.set(when);
    }

    /** A connection that is lost when that was asked for. */
    Connection losing(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                Lost.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    When when = method.getName().equals("commit") ? next.getAndSet(When.NEVER) : When.NEVER;
                    if (when == When.NEVER) {
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                    if (when == When.AFTER) {
                        real.commit();
                    }
                    real.close();
                    throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
                });
    }
}
