// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the tables are called.
 *
 * @param schema the schema they lie in, or {@code null} for the connection's own
 * @param prefix what each name begins with
 */
record Tables(@Nullable String schema, String prefix) {
    static final String DEFAULT_PREFIX = "holdfast_";

    /** Leaves room for the longest of our names in the 63 bytes that PostgreSQL tells apart. */
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,29}");

    Tables {
        if (schema != null && !IDENTIFIER.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "A schema is 1 to 30 lower-case letters, digits or underscores, and begins with no digit");
        }
        if (!prefix.isEmpty() && !IDENTIFIER.matcher(prefix).matches()) {
            throw new IllegalArgumentException("A table prefix is up to 30 lower-case letters, digits or underscores, "
                    + "and begins with no digit");
        }
    }

    /** A table as statements name it. */
    String of(String table) {
        return qualifier() + table;
    }

    /** What stands before a table's own name. */
    String qualifier() {
        return schema == null ? prefix : schema + "." + prefix;
    }

    /** A statement with the names filled in. */
    String fill(String sql) {
        return sql.replace("${prefix}", qualifier()).replace("${name}", prefix);
    }

    /** A number that all who use these tables share, for a lock. */
    long lockNumber() {
        return 0x686f6c64L << 32 | (qualifier().toLowerCase(Locale.ROOT).hashCode() & 0xffffffffL);
    }
}
