// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.testkit.kit.KnownFacts;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PruneTest {
    private static Action.DeleteReplica delete(String id, ProductKind kind, String cloudId) {
        return new Action.DeleteReplica(id, ReplicaRef.of(Shop.HERE, kind, cloudId, Shop.DB, 0));
    }

    private static KnownFacts knowing(ReplicaDescription... replicas) {
        return KnownFacts.none()
                .knowing(
                        new FactQuery.Replicas(
                                Shop.HERE, ProductKind.SNAPSHOT, List.of("all"), ReplicaDescription.Aspect.STATE),
                        List.of(replicas));
    }

    private static ReplicaDescription.Builder snapshot() {
        return ReplicaDescription.builder(Shop.HERE, ProductKind.SNAPSHOT, "snap-1")
                .examined(Set.of(ReplicaDescription.Aspect.values()));
    }

    private static LoweredGroup lower(KnownFacts facts, Action... actions) {
        return Shop.lower(Purpose.PRUNE, facts, actions);
    }

    @Test
    void aSnapshotThatNothingHoldsIsDeletedByOneRepeatableCall() {
        LoweredGroup group = lower(knowing(snapshot().build()), delete("a1", ProductKind.SNAPSHOT, "snap-1"));

        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.toString())
                    .isEqualTo("a1.delete: ec2:DeleteSnapshot on snap-1 in aws/111111111111/eu-central-1 [GOAL]");
            assertThat(primitive.completes()).containsExactly("a1");
            assertThat(primitive.expectations()).containsExactly(Expectation.seen("snap-1", "lock", "none"));
            assertThat(primitive.undo()).isEmpty();
            assertThat(SnapshotRequests.deleteSnapshot(Shop.call(primitive)).snapshotId())
                    .isEqualTo("snap-1");
        });
    }

    @Test
    void whatIsSurelyGoneNeedsNoRequest() {
        KnownFacts gone = KnownFacts.none()
                .knowing(
                        new FactQuery.Replicas(
                                Shop.HERE, ProductKind.SNAPSHOT, List.of("snap-1"), ReplicaDescription.Aspect.STATE),
                        List.of());

        LoweredGroup group = lower(gone, delete("a1", ProductKind.SNAPSHOT, "snap-1"));

        assertThat(group).isEqualTo(new LoweredGroup(List.of(), List.of(), List.of(), List.of("a1")));
    }

    @Test
    void aLockedSnapshotIsRefused() {
        LoweredGroup group = lower(
                knowing(snapshot()
                        .lock(new Lock(Lock.Mode.COMPLIANCE, null, null))
                        .build()),
                delete("a1", ProductKind.SNAPSHOT, "snap-1"));

        assertThat(group.primitives()).isEmpty();
        assertThat(group.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.failure().toString())
                        .isEqualTo(
                                "Deletion of snap-1: it is locked (COMPLIANCE) [PROTECTED]; wait until the lock ends"));
    }

    @Test
    void theRootOfARegisteredImageIsRefusedUnlessTheImageGoesToo() {
        KnownFacts facts = knowing(
                snapshot().usedBy(List.of("ami-1")).build(),
                ReplicaDescription.builder(Shop.HERE, ProductKind.IMAGE, "ami-1")
                        .parts(List.of("snap-7", "snap-8"))
                        .build());

        assertThat(lower(facts, delete("a1", ProductKind.SNAPSHOT, "snap-1")).refusals())
                .extracting(
                        refusal -> refusal.failure().kind(),
                        refusal -> refusal.failure().cure())
                .containsExactly(tuple(FailureKind.PROTECTED, "deregister them first"));

        LoweredGroup both =
                lower(facts, delete("a1", ProductKind.SNAPSHOT, "snap-1"), delete("a2", ProductKind.IMAGE, "ami-1"));
        List<Edge> afterImage = List.of(Edge.after("deregister-ami-1"));
        assertThat(both.refusals()).isEmpty();
        assertThat(both.primitives())
                .extracting(Primitive::name, Primitive::type, Primitive::repeat, Primitive::edges, Primitive::completes)
                .containsExactly(
                        tuple("deregister-ami-1", "ec2:DeregisterImage", RepeatClass.GOAL, List.of(), List.of()),
                        tuple("a2.delete-snap-7", "ec2:DeleteSnapshot", RepeatClass.GOAL, afterImage, List.of("a2")),
                        tuple("a2.delete-snap-8", "ec2:DeleteSnapshot", RepeatClass.GOAL, afterImage, List.of("a2")),
                        tuple("a1.delete", "ec2:DeleteSnapshot", RepeatClass.GOAL, afterImage, List.of("a1")));
    }
}
