// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call to a served cloud, until it is answered or nobody can know. Guarded by its runtime. */
final class OpenCall {
    /** Whether a thread of the host waits for it, and not one of the application. */
    final boolean ofHost;

    private @Nullable Payload value;
    private @Nullable CallFailure failure;
    private boolean over;

    OpenCall(boolean ofHost) {
        this.ofHost = ofHost;
    }

    void answered(Payload.Fields frame) throws IOException {
        failure = frame.get("failure") == null ? null : Wire.value(frame, "failure", CallFailure.class);
        value = frame.get("value");
        over = true;
    }

    void lost(String why) {
        over = true;
        failure = failure(why);
    }

    boolean isOver() {
        return over;
    }

    /**
     * What came of it.
     *
     * @throws CallFailure if it was refused, or nobody knows
     */
    Payload result() {
        if (failure != null) {
            throw failure;
        }
        return value == null ? Payload.Fields.EMPTY : value;
    }

    /** It never left this host. */
    static CallFailure notSent(String why) {
        return CallFailure.builder(FailureKind.TRANSIENT, CallFailure.Effect.NONE, why)
                .build();
    }

    static CallFailure failure(String why) {
        return CallFailure.builder(FailureKind.TRANSIENT, CallFailure.Effect.POSSIBLE, why)
                .build();
    }
}
