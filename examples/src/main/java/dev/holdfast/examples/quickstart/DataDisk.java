// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.testkit.world.bytes.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A file outside of the simulator, and what of it was put into a disk. Digests are of the file. */
final class DataDisk {
    private static final int MIB = 1 << 20;

    private final Path file;
    private final long bytes;

    private DataDisk(Path file) throws IOException {
        this.file = file;
        this.bytes = Files.size(file);
    }

    /** Data that no compression would help with, the same each time. */
    static DataDisk generated(Path file, int mib) throws IOException {
        SplittableRandom random = new SplittableRandom(20_300_101);
        byte[] part = new byte[MIB];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mib; i++) {
                random.nextBytes(part);
                out.write(part);
            }
        }
        return new DataDisk(file);
    }

    static DataDisk copyOf(Path original, Path file) throws IOException {
        Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
        return new DataDisk(file);
    }

    /** A content as a file, whose digest no simulator computes. */
    static DataDisk of(Content content, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            content.writeTo(out);
        }
        return new DataDisk(file);
    }

    Path file() {
        return file;
    }

    long bytes() {
        return bytes;
    }

    /** What the disk holds: the file, and zeros up to the next mebibyte. */
    Content content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Content.load(in, (bytes + MIB - 1) / MIB * MIB);
        }
    }

    /** Other bytes for a part of it. */
    record Change(long offset, byte[] bytes) {}

    /** Writes over a thirtieth of it, at least one byte, in the file; the caller writes the same to the disk. */
    Change change() throws IOException {
        byte[] other = new byte[(int) Math.max(1, bytes / 30)];
        new SplittableRandom(bytes).nextBytes(other);
        Change change = new Change(bytes / 3, other);
        if (change.offset() + other.length > bytes) {
            throw new IOException("a file of " + bytes + " bytes is too short to be changed");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(other);
            while (buffer.hasRemaining()) {
                int ignored = channel.write(buffer, change.offset() + buffer.position());
            }
        }
        return change;
    }

    /** Writes as many bytes of a disk as this file has to another file. */
    void recover(Content disk, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            for (long at = 0; at < bytes; at += MIB) {
                out.write(disk.read(at, (int) Math.min(MIB, bytes - at)));
            }
        }
    }

    String sha256() throws IOException {
        return sha256(file);
    }

    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                byte[] buffer = new byte[MIB];
                while (in.read(buffer) >= 0) {
                    // The digest reads along.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
