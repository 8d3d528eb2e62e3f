// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepKey;
import org.jspecify.annotations.Nullable;

/** Calls with something changed. */
final class Calls {
    private Calls() {}

    static Call with(Call call, @Nullable String name, Payload value) {
        if (name == null) {
            return call;
        }
        Primitive primitive =
                call.primitive().withArguments(call.primitive().arguments().with(name, value));
        return new Call(primitive, call.key(), call.marks(), call.intendedAt(), call.seen());
    }

    static Call rekeyed(Call call, int step) {
        StepKey key = call.key();
        return new Call(
                call.primitive(),
                new StepKey(key.installation(), key.operation(), step, key.generation()),
                call.marks(),
                call.intendedAt(),
                call.seen());
    }
}
