// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

final class BackupExceptionTest {
    @Test
    void theFailureSurvivesSerialisation() throws IOException, ClassNotFoundException {
        Failure failure = Failure.of(FailureKind.FULL, "Snapshot of d-1", "256 of 256");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new BackupException(failure));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject())
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            back -> assertThat(back.failure()).isEqualTo(failure));
        }
    }

    @Test
    void aFailureIsShownOnOneLineWithoutControlCharacters() {
        assertThat(Failure.of(FailureKind.FULL, "a\u001b[31mb", "c\r\nd\u2028e\u009b"))
                .hasToString("a [31mb: c d e  [FULL]; " + FailureKind.FULL.cure());
    }
}
