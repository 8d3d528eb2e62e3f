// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Trace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider over a network: each call takes a while, and in some lanes there is no answer until somebody gives up. */
final class SilentProvider implements BackupProvider {
    private static final long USUAL_MILLIS = 20;

    private final BackupProvider inner;
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicLong hung = new AtomicLong();
    private volatile Predicate<Lane> isSilent = lane -> false;

    SilentProvider(BackupProvider inner) {
        this.inner = inner;
    }

    void silence(Predicate<Lane> lanes) {
        isSilent = lanes;
    }

    /** How many calls got no answer. */
    long hung() {
        return hung.get();
    }

    private <T> T carry(Lane lane, CallContext context, Supplier<T> call) {
        boolean silent = isSilent.test(lane);
        hung.addAndGet(silent ? 1 : 0);
        try {
            // A client gives up by itself, at the deadline.
            boolean ended = never.await(silent ? context.deadline().toMillis() : USUAL_MILLIS, TimeUnit.MILLISECONDS);
            if (ended || silent) {
                throw new IllegalStateException("no answer from " + lane);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + lane, e);
        }
        return call.get();
    }

    @Override
    public Answer start(Call call, CallContext context) {
        return carry(call.primitive().lane(), context, () -> inner.start(call, context));
    }

    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        return carry(tasks.get(0).lane(), context, () -> inner.observe(tasks, context));
    }

    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        return carry(traces.get(0).lane(), context, () -> inner.find(traces, cursor, context));
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        return carry(query.lane(), context, () -> inner.read(query, cursor, context));
    }

    @Override
    public ProviderId id() {
        return inner.id();
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        return inner.facets();
    }

    @Override
    public List<Limit> limits() {
        return inner.limits();
    }

    @Override
    public Lowering lowering() {
        return inner.lowering();
    }

    @Override
    public ReadProfile observing(RemoteTask task) {
        return inner.observing(task);
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        return inner.finding(primitive);
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return inner.reading(query);
    }

    @Override
    public void close() {
        inner.close();
    }
}
