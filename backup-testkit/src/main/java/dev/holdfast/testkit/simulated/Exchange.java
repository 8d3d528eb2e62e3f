// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Refusal;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The way of every request into the world: one seam, so that limits, faults and ground truth count each once. */
final class Exchange {
    private final World world;
    private final Dialect dialect;
    private final String host;

    Exchange(World world, Dialect dialect, String host) {
        this.world = world;
        this.dialect = dialect;
        this.host = host;
    }

    Envelope envelope(Lane lane, String api) {
        String present = world.front().presentHost();
        return Envelope.of(present == null ? host : present, lane.account(), lane.region(), api);
    }

    /**
     * Makes one request.
     *
     * @throws CallFailure if it was refused, or nobody knows
     */
    <T> T send(Envelope envelope, Function<Arrival, T> physics, LimitUse rate, CallContext context) {
        try {
            return world.front().exchange(envelope, physics, context.deadline());
        } catch (Refusal refusal) {
            throw named(dialect.meaning(refusal, envelope.api()), rate);
        } catch (TimeoutException e) {
            throw CallFailure.builder(
                            FailureKind.TRANSIENT, CallFailure.Effect.POSSIBLE, String.valueOf(e.getMessage()))
                    .cause(e)
                    .build();
        }
    }

    /** A throttle that names nothing is one of the rate that the call counts against. */
    private static CallFailure named(CallFailure failure, LimitUse rate) {
        if (failure.kind() != FailureKind.THROTTLED || failure.limit() != null) {
            return failure;
        }
        return CallFailure.builder(failure.kind(), failure.effect(), String.valueOf(failure.getMessage()))
                .code(failure.code())
                .requestId(failure.requestId())
                .retryAfter(failure.retryAfter())
                .limit(rate.limit())
                .limitKey(rate.key())
                .build();
    }
}
