// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.done;
import static dev.holdfast.testkit.broken.Broken.dropsMarks;
import static dev.holdfast.testkit.broken.Broken.items;
import static dev.holdfast.testkit.broken.Broken.lowers;
import static dev.holdfast.testkit.broken.Broken.starts;
import static dev.holdfast.testkit.broken.Broken.wrapped;
import static dev.holdfast.testkit.broken.Calls.with;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Errors of snapshots, images and blocks. */
final class BrokenSnapshots {
    private BrokenSnapshots() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(done("HF-SNP-01", "gives all members one id", (task, done) -> {
                    List<Member> wrong = new ArrayList<>();
                    for (Member member : done.members()) {
                        wrong.add(new Member(
                                member.subject(), done.members().get(0).cloudId(), member.state(), member.facts()));
                    }
                    return new Observation.Done(done.outputs(), wrong);
                })
                .and("HF-RST-04"));
        all.add(dropsMarks("HF-SNP-02", "ec2:CreateSnapshot"));
        all.add(items(
                "HF-SNP-03",
                "calls snapshots unusable",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.lane().region().equals("west") && each.kind() == ProductKind.SNAPSHOT
                                ? each.toBuilder().restorable(false).build()
                                : each)
                        .toList()));
        all.add(done(
                        "HF-SNP-04",
                        "gives a wrong id as output",
                        (task, done) -> task.kind().equals("snapshot")
                                        && task.lane().region().equals("west")
                                        && !done.members().isEmpty()
                                ? new Observation.Done(done.outputs().with("id", "wrong"), done.members())
                                : done)
                .and("HF-FND-06"));
        all.add(done(
                "HF-SNP-05",
                "does not say whether it held",
                (task, done) -> new Observation.Done(done.outputs().with("held", (Payload) null), done.members())));
        all.add(dropsMarks("HF-IMG-01", "ec2:CreateImage"));
        all.add(starts(
                "HF-IMG-02",
                "forgets the snapshots of an image",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().arguments().get("snapshotsToo") == null ? null : "snapshotsToo",
                                Payload.of(false)),
                        context)));
        all.add(wrapped("HF-BLK-01", "reads other bytes", provider -> blocks(provider, true)));
        all.add(wrapped("HF-BLK-02", "sees no changes", provider -> blocks(provider, false)));
        all.add(lowers(
                "HF-BLK-03",
                "refuses to open blocks",
                (group, facts, good) -> group.actions().get(0) instanceof Action.OpenBlocks
                        ? new LoweredGroup(
                                List.of(),
                                List.of(),
                                List.of(new Refusal("a", Failure.of(FailureKind.UNSUPPORTED, "Cannot open", "no"))),
                                List.of())
                        : good.lowering().lower(group, facts)));
        return all;
    }

    private static BackupProvider blocks(BackupProvider provider, boolean bytes) {
        return new Forwarding(provider) {
            @Override
            public Optional<BlockAccess> blocks() {
                BlockAccess right = good.blocks().orElseThrow();
                return Optional.of(new BlockAccess() {
                    @Override
                    public BlockPage list(
                            Lane lane,
                            String cloudId,
                            @Nullable String since,
                            @Nullable String cursor,
                            CallContext context) {
                        BlockPage page = right.list(lane, cloudId, since, cursor, context);
                        return bytes || since == null
                                ? page
                                : new BlockPage(List.of(), page.blockBytes(), page.diskBytes(), null);
                    }

                    @Override
                    public ByteBuffer read(Lane lane, String cloudId, Block block, CallContext context) {
                        ByteBuffer read = right.read(lane, cloudId, block, context);
                        return bytes ? ByteBuffer.allocate(read.remaining()) : read;
                    }
                });
            }
        };
    }
}
