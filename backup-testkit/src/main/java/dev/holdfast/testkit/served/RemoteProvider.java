// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.operation.Lane;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.simulated.SimulatedProvider;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.fault.FaultScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider of a served cloud: what is pure is done here, each verb is a frame and its answer. */
final class RemoteProvider implements BackupProvider {
    /** A probe ends by itself at its deadline; its word about that is waited for. */
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final SimulatedProvider declared;

    RemoteProvider(Exchange exchange, CloudProfile profile, String host) {
        this.exchange = exchange;
        // Over a world without regions: it only says what the profile's provider declares.
        this.declared = new SimulatedProvider(new World(0, new FaultScript(0)), profile, host);
    }

    private static Payload.Fields verb(String verb, CallContext context) {
        return Wire.frame(Wire.CALL).with("verb", verb).with("context", Wire.MAPPER.write(context));
    }

    private Payload exchange(Payload.Fields frame, CallContext context) {
        return exchange.with(frame, context.deadline());
    }

    @Override
    public ProviderId id() {
        return declared.id();
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        return declared.facets();
    }

    @Override
    public List<Limit> limits() {
        return declared.limits();
    }

    @Override
    public Lowering lowering() {
        return declared.lowering();
    }

    @Override
    public ReadProfile observing(RemoteTask task) {
        return declared.observing(task);
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        return declared.finding(primitive);
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return declared.reading(query);
    }

    @Override
    public Answer start(Call call, CallContext context) {
        return Wire.answer(exchange(verb(Wire.START, context).with("call", Wire.MAPPER.write(call)), context));
    }

    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        return Wire.observations(
                exchange(verb(Wire.OBSERVE, context).with("tasks", Wire.MAPPER.write(tasks)), context));
    }

    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        return Wire.sightings(exchange(
                verb(Wire.FIND, context)
                        .with("traces", Wire.MAPPER.write(traces))
                        .with("cursor", cursor),
                context));
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        Payload page = exchange(
                verb(Wire.READ, context).with("query", Wire.MAPPER.write(query)).with("cursor", cursor), context);
        return Wire.page(page, query.itemType());
    }

    @Override
    public Optional<BlockAccess> blocks() {
        return Optional.of(new BlockAccess() {
            @Override
            public BlockPage list(
                    Lane lane, String cloudId, @Nullable String since, @Nullable String cursor, CallContext context) {
                Payload.Fields frame = verb(Wire.LIST_BLOCKS, context)
                        .with("lane", Wire.MAPPER.write(lane))
                        .with("point", cloudId)
                        .with("since", since)
                        .with("cursor", cursor);
                return Wire.MAPPER.read(exchange(frame, context), BlockPage.class);
            }

            @Override
            public ByteBuffer read(Lane lane, String cloudId, Block block, CallContext context) {
                Payload.Fields frame = verb(Wire.READ_BLOCK, context)
                        .with("lane", Wire.MAPPER.write(lane))
                        .with("point", cloudId)
                        .with("block", Wire.MAPPER.write(block));
                return Wire.bytes(exchange(frame, context));
            }
        });
    }

    @Override
    public Optional<HealthProbe> healthProbe() {
        return Optional.of(this::probe);
    }

    String probe(ResourceId machine, String address, HealthCheck check, CallContext context) {
        Payload.Fields frame = verb(Wire.PROBE, context)
                .with("machine", Wire.MAPPER.write(machine))
                .with("address", address)
                .with("check", Wire.MAPPER.write(check));
        Payload verdict = exchange.with(frame, context.deadline().plus(LAST_WORD));
        return Wire.MAPPER.read(verdict, String.class);
    }

    @Override
    public void close() {
        // The connection is its owner's.
    }
}
