// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock by which one process has a file for itself, kept on a file beside it that says who has it. The system frees it
 * when the process ends, however it ends.
 */
final class FileHold implements AutoCloseable {
    /**
     * What this process holds. Some systems free a lock when the process closes any channel to the file, so that one which
     * is held here is never opened a second time.
     */
    private static final Map<Path, String> HELD_HERE = new HashMap<>();

    private static final int LONGEST = 1_024;

    private final Path lockFile;
    private final FileChannel channel;
    private final String process;

    private FileHold(Path lockFile, FileChannel channel, String process) {
        this.lockFile = lockFile;
        this.channel = channel;
        this.process = process;
    }

    static FileHold take(Path file) {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        synchronized (HELD_HERE) {
            String here = HELD_HERE.get(lockFile);
            if (here != null) {
                throw held(file, here);
            }
            FileHold hold = lock(file, lockFile);
            hold.heldBy(null);
            return hold;
        }
    }

    @SuppressWarnings("resource") // the lock is freed with its channel
    private static FileHold lock(Path file, Path lockFile) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                // The system stamps the file: that is since when it is held.
                write(channel, " ");
                String process =
                        "process " + ProcessHandle.current().pid() + ", since " + Files.getLastModifiedTime(lockFile);
                return new FileHold(lockFile, channel, process);
            }
            String holder = read(channel);
            channel.close();
            throw held(file, holder.isBlank() ? "another process" : holder.strip());
        } catch (IOException e) {
            close(channel);
            throw new BackupException(
                    new Failure(
                            FailureKind.INVALID,
                            "Cannot lock " + file,
                            "its lock file cannot be written: " + e,
                            "check that the folder exists and may be written, and lies on a file system with locks"),
                    e);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was written through it.
            }
        }
    }

    private static BackupException held(Path file, String holder) {
        return new BackupException(new Failure(
                FailureKind.BUSY,
                "Cannot open " + file,
                "it is held by " + holder,
                "end that process, or give several hosts a PostgreSQL database to share"));
    }

    /** Says for whom the file is held. */
    void heldBy(@Nullable String host) {
        String holder = host == null ? process : "host '" + host + "', " + process;
        synchronized (HELD_HERE) {
            HELD_HERE.put(lockFile, holder);
            try {
                write(channel, holder);
            } catch (IOException e) {
                // The lock is held all the same; whoever is refused learns less.
            }
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        channel.truncate(0);
        channel.position(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        synchronized (HELD_HERE) {
            HELD_HERE.remove(lockFile);
            close(channel);
        }
    }
}
