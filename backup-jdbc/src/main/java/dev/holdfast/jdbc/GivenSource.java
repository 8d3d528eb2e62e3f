// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of the application's own source, which stays open. */
final class GivenSource implements Source {
    private final DataSource given;

    GivenSource(DataSource given) {
        this.given = given;
    }

    @Override
    public String name() {
        return "the given data source";
    }

    @Override
    public Connection open() throws SQLException {
        return given.getConnection();
    }
}
