// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The "cloud": one region is the directory {@code root/account/region} with the folders {@code disks} and {@code
 * snapshots}. Beside a file may lie its notes, as {@code NAME.marks}. A file comes in by a link, so that what can be
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
        /** A note: the name of the file that this one was made of. */
        static final String MADE_OF = "folder.made-of";
        /** A note: the disk that the data came from. */
        static final String SOURCE = "folder.source";
        /** A note: the moment of the data. */
        static final String MOMENT = "folder.moment";
        /** A note: how long it is when it is whole. */
        static final String BYTES = "folder.bytes";

        Entry {
            notes = Map.copyOf(notes);
        }

        String source() {
            return notes.getOrDefault(SOURCE, name);
        }

        Instant moment() {
            return Instant.parse(notes.getOrDefault(MOMENT, Instant.EPOCH.toString()));
        }

        boolean isWhole() {
            return notes.getOrDefault(BYTES, "" + bytes).equals("" + bytes);
        }

        Map<String, String> marks() {
            Map<String, String> marks = new TreeMap<>(notes);
            marks.keySet().retainAll(Marks.ALL);
            return marks;
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

    Entry get(Shelf shelf, String name) throws IOException {
        return find(shelf, name)
                .orElseThrow(() -> new NoSuchFileException(data(shelf, name).toString()));
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
    Entry put(Shelf shelf, String name, Path from, long bytes, Map<String, String> notes) throws IOException {
        Path to = data(shelf, name);
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.createDirectories(to.getParent());
        // A part of its own for each call: one that arrives late must not write into a file that is whole already.
        Path part = Files.createTempFile(to.getParent(), name, PART);
        try {
            copy(from, part, bytes);
            if (Files.size(part) != bytes) {
                throw new IOException(from + " changed its length while it was copied");
            }
            note(shelf, name, notes);
            // A rename could replace what another call has put there meanwhile; a link never does.
            Files.createLink(to, part);
            return new Entry(name, bytes, notes);
        } finally {
            Files.deleteIfExists(part);
        }
    }
    // endregion

    /** All notes at once: a reader sees the old ones or the new ones. */
    private void note(Shelf shelf, String name, Map<String, String> notes) throws IOException {
        Path to = notes(shelf, name);
        Path part = Files.createTempFile(to.getParent(), name, PART);
        try {
            Files.writeString(part, Payload.ofTexts(notes).canonical());
            Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes some notes anew. */
    void mark(Shelf shelf, String name, Map<String, String> changed) throws IOException {
        Map<String, String> notes = new TreeMap<>(get(shelf, name).notes());
        notes.putAll(changed);
        note(shelf, name, notes);
    }

    /**
     * Through a channel, which an interrupt closes: that is how the call ends at its deadline. What the source is shorter
     * by reads as zeros.
     */
    private static void copy(Path from, Path to, long bytes) throws IOException {
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
            if (size < bytes) {
                target.write(ByteBuffer.allocate(1), bytes - 1);
            }
            target.force(true);
        }
    }

    void delete(Shelf shelf, String name) throws IOException {
        Files.deleteIfExists(data(shelf, name));
        Files.deleteIfExists(notes(shelf, name));
    }
}
