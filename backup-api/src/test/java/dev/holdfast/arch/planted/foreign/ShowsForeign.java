// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.foreign;

import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@SuppressWarnings("ProtectedMembersInFinalClass")
public final class ShowsForeign {
    public final List<Retry> field = List.of();

    public ShowsForeign() {}

    protected void parameter(Retry[] retries) {}

    public Supplier<? extends Retry> result() {
        return () -> field.get(0);
    }

    public Logger allowed(Duration duration) {
        return LoggerFactory.getLogger(duration.toString());
    }

    Retry hidden(Retry retry) {
        return retry;
    }
}
