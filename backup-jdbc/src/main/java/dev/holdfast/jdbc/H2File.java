// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 file that this process has for itself. */
final class H2File implements Source {
    private final Path file;
    private final FileHold hold;
    private final JdbcDataSource connections = new JdbcDataSource();

    H2File(Path file, FileHold hold) {
        this.file = file;
        this.hold = hold;
        connections.setURL("jdbc:h2:file:" + file + ";WRITE_DELAY=0");
        connections.setUser("sa");
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Connection open() throws SQLException {
        return connections.getConnection();
    }

    @Override
    public void heldBy(String host) {
        hold.heldBy(host);
    }

    @Override
    public void close() {
        hold.close();
    }
}
