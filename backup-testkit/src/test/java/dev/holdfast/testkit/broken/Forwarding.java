// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands everything on to a good provider; subclasses spoil one thing. */
abstract class Forwarding implements BackupProvider {
    final BackupProvider good;

    Forwarding(BackupProvider good) {
        this.good = good;
    }

    @Override
    public ProviderId id() {
        return good.id();
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        return good.facets();
    }

    @Override
    public List<Limit> limits() {
        return good.limits();
    }

    @Override
    public Lowering lowering() {
        Lowering lowering = good.lowering();
        return new Lowering() {
            @Override
            public int version() {
                return lowering.version();
            }

            @Override
            public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
                return needed(lowering.needs(group, known));
            }

            @Override
            public LoweredGroup lower(ActionGroup group, Facts facts) {
                return lowered(group, facts);
            }
        };
    }

    List<FactQuery<?>> needed(List<FactQuery<?>> queries) {
        return queries;
    }

    LoweredGroup lowered(ActionGroup group, Facts facts) {
        return good.lowering().lower(group, facts);
    }

    @Override
    public ReadProfile observing(RemoteTask task) {
        return good.observing(task);
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        return good.finding(primitive);
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return good.reading(query);
    }

    @Override
    public Answer start(Call call, CallContext context) {
        return good.start(call, context);
    }

    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        return good.observe(tasks, context);
    }

    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        return good.find(traces, cursor, context);
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        return good.read(query, cursor, context);
    }

    @Override
    public Optional<BlockAccess> blocks() {
        return good.blocks();
    }

    @Override
    public Optional<HealthProbe> healthProbe() {
        return good.healthProbe();
    }

    @Override
    public void close() {
        good.close();
    }
}
