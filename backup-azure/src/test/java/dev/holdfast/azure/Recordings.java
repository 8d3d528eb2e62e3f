// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Recorded real traffic, where it is present beside the repository. */
final class Recordings {
    private static final Path PLACE = Path.of("..", "..", "shared", "recordings", "azure");

    private Recordings() {}

    /** One request and its answer. */
    record Interaction(
            String file,
            String method,
            String uri,
            @Nullable Object request,
            int status,
            Map<String, String> headers,
            @Nullable Object answer) {}

    static List<Interaction> matching(String file, Predicate<Interaction> wanted) {
        return all().stream()
                .filter(each -> each.file().contains(file) && wanted.test(each))
                .toList();
    }

    static Interaction first(String file, String method, String part) {
        return matching(file, each -> each.method().equals(method) && each.uri().contains(part))
                .get(0);
    }

    static List<Interaction> all() {
        Assumptions.assumeTrue(
                Files.isDirectory(PLACE), "Skipped: no recorded Azure traffic in ../shared/recordings/azure");
        List<Interaction> read = new ArrayList<>();
        try (Stream<Path> files = Files.list(PLACE)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        read.add(interaction(file.getFileName().toString(), line));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static Interaction interaction(String file, String line) {
        Map<?, ?> json = (Map<?, ?>) parse(line);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (json.get("respHeaders") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return new Interaction(
                file,
                String.valueOf(json.get("method")),
                String.valueOf(json.get("uri")),
                json.get("req"),
                ((Number) java.util.Objects.requireNonNull(json.get("status"))).intValue(),
                headers,
                json.get("resp"));
    }

    static Object parse(String json) {
        try (JsonReader reader = JsonProviders.createReader(json)) {
            return java.util.Objects.requireNonNull(reader.readUntyped());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
