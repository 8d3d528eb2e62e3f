// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A way to the file system that loses what it is told to lose, and counts. */
final class LossyWire implements FolderWire {
    enum Fault {
        REFUSE,
        LOSE_REQUEST,
        LOSE_ANSWER,
        /** Not the next call but the next that makes a copy: its file is cut short afterwards. */
        CUT_COPY
    }

    private final Path copies;
    private @Nullable Fault next;
    private long requests;

    LossyWire(Path copies) {
        this.copies = copies;
    }

    void next(Fault fault) {
        next = fault;
    }

    long requests() {
        return requests;
    }

    // region lossy
    @Override
    public <T> T call(Request<T> request) throws IOException {
        requests++;
        Fault fault = next;
        if (fault == Fault.CUT_COPY) {
            return cutting(request);
        }
        next = null;
        if (fault == Fault.REFUSE) {
            throw new FileSystemException(copies.toString(), null, "Too many open files");
        } else if (fault == Fault.LOSE_REQUEST) {
            throw new IOException("the file server does not answer");
        }
        T answer = request.run();
        if (fault == Fault.LOSE_ANSWER) {
            throw new IOException("the file server does not answer");
        }
        return answer;
    }
    // endregion

    private <T> T cutting(Request<T> request) throws IOException {
        List<Path> before = files();
        T answer = request.run();
        for (Path file : files()) {
            if (!before.contains(file) && !file.toString().endsWith(".marks")) {
                next = null;
                try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                    cut.setLength(cut.length() / 2);
                }
            }
        }
        return answer;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(copies)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(copies)) {
            return files.toList();
        }
    }
}
