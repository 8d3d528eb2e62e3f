// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Connections that are looked at when something is called. */
final class Seen {
    private Seen() {}

    static Connection at(Connection real, String method, Runnable look) {
        return (Connection) Proxy.newProxyInstance(
                Seen.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        look.run();
                    }
                    try {
                        return called.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
