// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.CallFailure.Effect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a failed call means: the one place where this provider's errors become kinds that the engine acts on. */
final class FolderFailures {
    private FolderFailures() {}

    /** Work with files. */
    @FunctionalInterface
    interface FileWork<T> {
        T run() throws IOException;
    }

    static <T> T classified(FileWork<T> work) {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw failure(e.getCause() == null ? new IOException(e.getMessage()) : e.getCause());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    // region classify
    static CallFailure failure(IOException e) {
        FailureKind kind = FailureKind.TRANSIENT;
        Effect effect = Effect.POSSIBLE;
        if (e instanceof NoSuchFileException) {
            kind = FailureKind.GONE;
            effect = Effect.NONE;
        } else if (e instanceof FileAlreadyExistsException) {
            kind = FailureKind.TAKEN;
            effect = Effect.NONE;
        } else if (e instanceof AccessDeniedException) {
            kind = FailureKind.DENIED;
            effect = Effect.NONE;
        } else if (String.valueOf(e.getMessage()).contains("No space left")) {
            kind = FailureKind.FULL;
            effect = Effect.NONE;
        }
        String code = e instanceof FileSystemException ? e.getClass().getSimpleName() : "";
        return CallFailure.builder(kind, effect, e.getClass().getSimpleName() + ": " + e.getMessage())
                .code(code)
                .cause(e)
                .build();
    }
    // endregion

    static CallFailure badName(String name) {
        return CallFailure.builder(
                        FailureKind.INVALID,
                        Effect.NONE,
                        "'" + name + "' cannot be the name of a file here: use letters, digits, '.', '_' and '-'")
                .build();
    }

    static CallFailure unsupported(String what) {
        return CallFailure.builder(FailureKind.UNSUPPORTED, Effect.NONE, "folders know no " + what)
                .build();
    }
}
