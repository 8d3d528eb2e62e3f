// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A kit in a file: the version on the first line, the document after it. */
final class FileKitStore implements KitStore {
    private final Path file;

    FileKitStore(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public Optional<Kit> get() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            return Optional.of(new Kit(Long.parseLong(text.substring(0, Math.max(0, end))), text.substring(end + 1)));
        } catch (IOException | NumberFormatException e) {
            throw failed("read", e);
        }
    }

    @Override
    public boolean put(long expected, String text) {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            long stored = get().map(Kit::version).orElse(0L);
            if (stored != expected || !lock.isValid()) {
                return false;
            }
            Path next = file.resolveSibling(file.getFileName() + ".next");
            byte[] bytes = ((expected + 1) + "\n" + text).getBytes(StandardCharsets.UTF_8);
            try (FileChannel out = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    private BackupException failed(String verb, Exception cause) {
        return new BackupException(
                new Failure(
                        FailureKind.TRANSIENT,
                        "Cannot " + verb + " the recovery kit " + file,
                        String.valueOf(cause.getMessage()),
                        "check that its folder exists and may be written"),
                cause);
    }

    @Override
    public String name() {
        return "file " + file.getFileName();
    }

    @Override
    public String toString() {
        return "KitStore[" + name() + "]";
    }
}
