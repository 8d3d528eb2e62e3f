// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.StepKey;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots, sets and images. */
abstract class SnapshotKit extends Topic {
    @Rule(
            value = "HF-SNP-01",
            says = "A set has one member for each disk, each with its cloud id.",
            facets = Facet.SNAPSHOTS,
            needs = Needs.MACHINES)
    void aSetHasAllItsMembers() {
        Map<String, String> set = set("a");
        assertThat(set.keySet())
                .as("the disks of which the set has members")
                .containsExactlyInAnyOrderElementsOf(
                        disks().stream().map(ResourceId::id).toList());
        assertThat(set.values()).as("the cloud ids of the members").doesNotHaveDuplicates();
    }

    @Rule(value = "HF-SNP-02", says = "A snapshot carries all marks of its call.", facets = Facet.SNAPSHOTS)
    void aSnapshotCarriesItsMarks() {
        Action.TakeSnapshots action = take("a", List.of(harness().looseDisk()));
        Done done = hand().run(Purpose.PROTECT, action);
        String id = only(done.members(action)).getValue();
        assertThat(replica(lane(), ProductKind.SNAPSHOT, id).tags())
                .as("the tags of snapshot %s", id)
                .containsAllEntriesOf(hand().marks(done.result(action).key()));
    }

    @Rule(
            value = "HF-SNP-03",
            says = "A finished snapshot is described as AVAILABLE, restorable, and of its disk.",
            facets = Facet.SNAPSHOTS)
    void aSnapshotIsDescribed() {
        ResourceId disk = harness().looseDisk();
        ReplicaDescription shown = replica(lane(), ProductKind.SNAPSHOT, snapshot("a", disk));
        assertThat(shown.state()).isEqualTo(ReplicaState.AVAILABLE);
        assertThat(shown.restorable()).as("%s is restorable", shown).isTrue();
        assertThat(shown.sourceId()).as("the source of %s", shown).isEqualTo(disk.id());
        assertThat(shown.bytes())
                .as("the size of %s", shown)
                .isEqualTo(disk(disk.id()).orElseThrow().sizeBytes());
    }

    @Rule(value = "HF-SNP-04", says = "A snapshot of one disk gives its id as output.", facets = Facet.SNAPSHOTS)
    void aSnapshotGivesItsId() {
        Action.TakeSnapshots action = take("a", List.of(harness().looseDisk()));
        Done done = hand().run(Purpose.PROTECT, action);
        assertThat(done.id(action)).isEqualTo(only(done.members(action)).getValue());
    }

    @Rule(
            value = "HF-SNP-05",
            says = "A section freezes and thaws, and its thaw says whether the hold lasted.",
            facets = {Facet.SNAPSHOTS, Facet.GUEST_COMMANDS},
            needs = Needs.MACHINES)
    void aSectionSaysWhetherItHeld() {
        Done done = hand().run(Purpose.PROTECT, held());
        List<Primitive> primitives = done.lowered.primitives();
        Payload held = done.result(primitives.get(primitives.size() - 1).name())
                .outputs()
                .get(Outputs.HELD);
        assertThat(held)
                .as("output '%s' of the thaw of a section in which nothing went wrong", Outputs.HELD)
                .isEqualTo(Payload.of(true));
    }

    @Rule(
            value = "HF-IMG-01",
            says = "An image of a machine can be made, and carries all marks of its call.",
            facets = Facet.IMAGES,
            needs = Needs.MACHINES)
    void anImageCarriesItsMarks() {
        Action.TakeImage action = image();
        Done done = hand().run(Purpose.PROTECT, action);
        ReplicaDescription shown = replica(lane(), ProductKind.IMAGE, done.id(action));
        assertThat(shown.tags())
                .as("the tags of %s", shown)
                .containsAllEntriesOf(hand().marks(done.result(action).key()));
        assertThat(shown.restorable()).as("%s is restorable", shown).isTrue();
    }

    @Rule(
            value = "HF-IMG-02",
            says = "A deleted image leaves nothing of its parts.",
            facets = Facet.IMAGES,
            needs = {Needs.MACHINES, Needs.GROUND_TRUTH})
    void aDeletedImageLeavesNothing() {
        Action.TakeImage action = image();
        Done done = hand().run(Purpose.PROTECT, action);
        StepKey key = done.result(action).key();
        assertThat(harness().existing(key)).as("what exists of the image").isNotEmpty();
        hand().run(
                        Purpose.PRUNE,
                        new Action.DeleteReplica(
                                "b",
                                ref(
                                        lane(),
                                        ProductKind.IMAGE,
                                        done.id(action),
                                        harness().machine())));
        assertThat(harness().existing(key)).as("what is left of the image").isEmpty();
    }

    private Action.TakeImage image() {
        return new Action.TakeImage(
                "a", POINT, harness().machine(), disks(), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null);
    }

    @Rule(
            value = "HF-BLK-01",
            says = "The blocks of a snapshot, put together, are the disk.",
            facets = Facet.BLOCK_READS,
            needs = Needs.GROUND_TRUTH)
    void blocksAreTheDisk() throws Exception {
        ResourceId disk = harness().looseDisk();
        harness().change(disk);
        String id = snapshot("a", disk);
        BlockAccess blocks = provider().blocks().orElseThrow();
        var digest = MessageDigest.getInstance("SHA-256");
        Map<Long, BlockAccess.Block> all = new TreeMap<>();
        BlockAccess.BlockPage page = blocks.list(lane(), id, null, null, context());
        page.blocks().forEach(block -> all.put(block.index(), block));
        for (String next = page.next(); next != null; ) {
            BlockAccess.BlockPage more = blocks.list(lane(), id, null, next, context());
            more.blocks().forEach(block -> all.put(block.index(), block));
            next = more.next();
        }
        for (long at = 0, index = 0; at < page.diskBytes(); at += page.blockBytes(), index++) {
            int length = (int) Math.min(page.blockBytes(), page.diskBytes() - at);
            byte[] bytes = new byte[length];
            BlockAccess.Block block = all.get(index);
            if (block != null) {
                blocks.read(lane(), id, block, context()).get(bytes);
            }
            digest.update(bytes);
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .as("the digest over the blocks of %s", id)
                .isEqualTo(harness().digest(disk));
    }

    @Rule(
            value = "HF-BLK-02",
            says = "Changed blocks are those that changed, and no fewer.",
            facets = Facet.BLOCK_READS,
            needs = Needs.GROUND_TRUTH)
    void changedBlocksAreListed() {
        ResourceId disk = harness().looseDisk();
        String before = snapshot("a", disk);
        harness().change(disk);
        String after = snapshot("b", disk);
        BlockAccess blocks = provider().blocks().orElseThrow();
        assertThat(blocks.list(lane(), after, before, null, context()).blocks())
                .as("the blocks changed between two snapshots")
                .isNotEmpty();
        assertThat(blocks.list(lane(), after, after, null, context()).blocks())
                .as("the blocks changed between a snapshot and itself")
                .isEmpty();
    }

    @Rule(
            value = "HF-BLK-03",
            says = "Opening the blocks of a snapshot is lowered or needs nothing; it is not refused.",
            facets = Facet.BLOCK_READS)
    void blocksCanBeOpened() {
        ResourceId disk = harness().looseDisk();
        Action open = new Action.OpenBlocks("a", snapshotRef(snapshot("s", disk), disk));
        Action close = new Action.CloseBlocks("b", snapshotRef("kit", disk));
        assertThat(hand().lower(Purpose.PROTECT, open, close).refusals())
                .as("refusals of opening and closing blocks")
                .isEmpty();
    }

    private static CallContext context() {
        return new CallContext(Purpose.PROTECT, CallContext.DEFAULT_DEADLINE);
    }
}
