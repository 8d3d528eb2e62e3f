// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A numbered migration, as it lies in the jar. It enters itself into the table of its part, with its checksum: the
 * digest of its text, in which the checksum itself is left out.
 *
 * @param version its number
 * @param file its file, from the root of the jar
 * @param text what it says
 */
record Migration(int version, String file, String text) {
    private static final Pattern VERSION = Pattern.compile("V([0-9]+)__.*\\.sql");
    private static final Pattern CHECKSUM = Pattern.compile("'([0-9a-f]{64})'");

    /** The migrations of the store, first to last; named alike for all databases. */
    static List<Migration> ofStore(Dialect dialect) {
        return Stream.of("V1__store.sql")
                .map(name -> read(dialect, "store", name))
                .toList();
    }

    /** The migrations of recovery kits, which may lie in a database of their own. */
    static List<Migration> ofKits(Dialect dialect) {
        return Stream.of("V1__kit.sql").map(name -> read(dialect, "kit", name)).toList();
    }

    private static Migration read(Dialect dialect, String part, String name) {
        Matcher version = VERSION.matcher(name);
        String file = "dev/holdfast/jdbc/schema/" + dialect.name() + "/" + part + "/" + name;
        try (InputStream in = Migration.class.getResourceAsStream("/" + file)) {
            if (in == null || !version.matches()) {
                throw new IllegalStateException("The jar lacks " + file);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
            return new Migration(Integer.parseInt(version.group(1)), file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the table says of it once it is applied. */
    String checksum() {
        try {
            byte[] plain = CHECKSUM.matcher(text).replaceAll("''").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The checksum that its text enters. */
    String entered() {
        Matcher found = CHECKSUM.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    List<String> statements() {
        return Arrays.stream(text.split(";\\n(\\n|$)", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
