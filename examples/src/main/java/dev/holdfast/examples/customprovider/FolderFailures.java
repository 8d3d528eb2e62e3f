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

    static <T> T classified(FolderWire.Request<T> request) {
        try {
            return request.run();
        } catch (UncheckedIOException e) {
            throw failure(e.getCause() == null ? new IOException(e.getMessage()) : e.getCause());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    // region classify
    static CallFailure failure(IOException e) {
        FailureKind kind = FailureKind.TRANSIENT;
        // Whatever is not known surely may have had its effect. NONE is said only of what fails before a link is made.
        Effect effect = Effect.POSSIBLE;
        String limit = null;
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
        } else if (String.valueOf(e.getMessage()).contains("Too many open files")) {
            kind = FailureKind.THROTTLED;
            effect = Effect.NONE;
            limit = FolderLowering.CALLS;
        }
        String code = e instanceof FileSystemException ? e.getClass().getSimpleName() : "";
        return CallFailure.builder(kind, effect, e.getClass().getSimpleName() + ": " + e.getMessage())
                .code(code)
                .limit(limit)
                .cause(e)
                .build();
    }
    // endregion

    static CallFailure badName(String name) {
        return invalid("'" + name + "' cannot be the name of a file here: use letters, digits, '.', '_' and '-'");
    }

    static CallFailure invalid(String why) {
        return CallFailure.builder(FailureKind.INVALID, Effect.NONE, why).build();
    }

    static CallFailure unsupported(String what) {
        return CallFailure.builder(FailureKind.UNSUPPORTED, Effect.NONE, "folders know no " + what)
                .build();
    }
}
