// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The "cloud": one region is the directory {@code root/account/region} with the folders {@code disks} and {@code
 * snapshots}. Beside a file may lie its notes, as {@code NAME.marks}. A file comes in by a rename, so that what can be
 * seen is whole, and its notes are there before it is.
 */
final class FolderRegion {
    private static final String NOTES = ".marks";
    private static final String PART = ".part";

    /** What lies in a region. */
    enum Shelf {
        DISKS("disks"),
        SNAPSHOTS("snapshots");

        private final String folder;

        Shelf(String folder) {
            this.folder = folder;
        }
    }

    /**
     * A file with its notes.
     *
     * @param name its name, which is its cloud id
     * @param bytes its length
     * @param notes what was noted when it was made
     */
    record Entry(String name, long bytes, Map<String, String> notes) {
        Entry {
            notes = Map.copyOf(notes);
        }
    }

    private final Path home;

    FolderRegion(Path root, Lane lane) {
        home = root.resolve(plain(lane.account())).resolve(plain(lane.region()));
    }

    /** Names come from outside: none leads out of its folder, and none looks like a file of ours. */
    private static String plain(String name) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}") || name.endsWith(NOTES) || name.endsWith(PART)) {
            throw FolderFailures.badName(name);
        }
        return name;
    }

    Path data(Shelf shelf, String name) {
        return home.resolve(shelf.folder).resolve(plain(name));
    }

    private Path notes(Shelf shelf, String name) {
        return home.resolve(shelf.folder).resolve(plain(name) + NOTES);
    }

    Optional<Entry> find(Shelf shelf, String name) throws IOException {
        try {
            return Optional.of(new Entry(name, Files.size(data(shelf, name)), readNotes(shelf, name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** All names of a shelf, in order. */
    List<String> names(Shelf shelf) throws IOException {
        Path folder = home.resolve(shelf.folder);
        if (!Files.isDirectory(home)) {
            throw new NoSuchFileException(home.toString());
        } else if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(NOTES) && !name.endsWith(PART))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, String> readNotes(Shelf shelf, String name) throws IOException {
        Map<String, String> notes = new TreeMap<>();
        try {
            Payload.Fields fields = (Payload.Fields) Payload.parse(Files.readString(notes(shelf, name)));
            fields.fields().keySet().forEach(key -> notes.put(key, fields.text(key)));
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        return notes;
    }

    // region put
    /** Copies a file in. Nothing can be seen of it until all of it is there, its notes included. */
    void put(Shelf shelf, String name, Path from, Map<String, String> notes) throws IOException {
        Path to = data(shelf, name);
        Files.createDirectories(to.getParent());
        // A part of its own for each call: one that arrives late must not write into a file that is whole already.
        Path part = Files.createTempFile(to.getParent(), name, PART);
        try {
            copy(from, part);
            Files.writeString(notes(shelf, name), Payload.ofTexts(notes).canonical());
            Files.move(part, to);
        } finally {
            Files.deleteIfExists(part);
        }
    }
    // endregion

    /** Through a channel, which an interrupt closes: that is how the call ends at its deadline. */
    private static void copy(Path from, Path to) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.WRITE)) {
            long size = source.size();
            for (long at = 0; at < size; ) {
                long moved = source.transferTo(at, size - at, target);
                if (moved == 0) {
                    throw new IOException(from + " became shorter while it was copied");
                }
                at += moved;
            }
            target.force(true);
        }
    }

    void delete(Shelf shelf, String name) throws IOException {
        Files.deleteIfExists(data(shelf, name));
        Files.deleteIfExists(notes(shelf, name));
    }
}
