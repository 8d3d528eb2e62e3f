// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.CallContext;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of snapshots. */
final class Blocks implements BlockAccess {
    private static final int PAGE = 1_000;

    private final World world;
    private final Exchange exchange;
    private final Dialect dialect;

    Blocks(World world, Exchange exchange, Dialect dialect) {
        this.world = world;
        this.exchange = exchange;
        this.dialect = dialect;
    }

    @Override
    public BlockPage list(
            Lane lane, String cloudId, @Nullable String since, @Nullable String cursor, CallContext context) {
        Place place = Place.of(world, lane);
        String api = since == null ? "ListSnapshotBlocks" : "ListChangedBlocks";
        return exchange.send(
                exchange.envelope(lane, api).about(cloudId),
                arrival -> page(place, arrival, cloudId, since, cursor),
                dialect.rates(api).get(0),
                context);
    }

    private static BlockPage page(
            Place place, Arrival arrival, String cloudId, @Nullable String since, @Nullable String cursor) {
        Snapshot snapshot = snapshot(place, arrival, cloudId);
        Content before = since == null
                ? Content.zeros(snapshot.size())
                : snapshot(place, arrival, since).content();
        long from = cursor == null ? 0 : Long.parseLong(cursor);
        List<Long> indexes = new ArrayList<>();
        snapshot.content().changedSince(before, indexes::add);
        List<Long> here = indexes.stream()
                .sorted()
                .filter(index -> index >= from)
                .limit(PAGE + 1L)
                .toList();
        List<Block> blocks = new ArrayList<>();
        for (long index : here.subList(0, Math.min(PAGE, here.size()))) {
            blocks.add(new Block(index, cloudId + "/" + index));
        }
        String next = here.size() > PAGE ? String.valueOf(here.get(PAGE)) : null;
        return new BlockPage(blocks, Content.BLOCK, snapshot.size(), next);
    }

    @Override
    public ByteBuffer read(Lane lane, String cloudId, Block block, CallContext context) {
        Place place = Place.of(world, lane);
        return exchange.send(
                exchange.envelope(lane, "GetSnapshotBlock").about(cloudId),
                arrival -> {
                    byte[] bytes = snapshot(place, arrival, cloudId).content().block(block.index());
                    return ByteBuffer.wrap(Objects.requireNonNullElseGet(bytes, () -> new byte[Content.BLOCK]))
                            .asReadOnlyBuffer();
                },
                dialect.rates("GetSnapshotBlock").get(0),
                context);
    }

    private static Snapshot snapshot(Place place, Arrival arrival, String id) {
        Snapshot snapshot = place.region()
                .snapshots()
                .shelf()
                .describe(place.account(), id)
                .orElseThrow(() -> place.region()
                        .physics()
                        .refuse(Reason.NOT_FOUND, arrival.request().api(), id));
        if (snapshot.state() != Lifecycle.READY) {
            throw place.region()
                    .physics()
                    .refuse(Reason.WRONG_STATE, arrival.request().api(), id);
        }
        return snapshot;
    }
}
