// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaDescription.Aspect;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deletes snapshots and images; never by force. */
final class DeletionLowering {
    private DeletionLowering() {}

    static List<FactQuery<?>> needs(Action.DeleteReplica delete) {
        return Stream.of(Aspect.STATE, Aspect.LOCK, Aspect.USERS, Aspect.SHARING)
                .<FactQuery<?>>map(aspect -> query(delete, aspect))
                .toList();
    }

    private static FactQuery.Replicas query(Action.DeleteReplica delete, Aspect aspect) {
        return new FactQuery.Replicas(
                delete.lane(), delete.replica().kind(), List.of(delete.replica().cloudId()), aspect);
    }

    static void lower(Action.DeleteReplica delete, Facts facts, Draft draft) {
        String id = delete.replica().cloudId();
        Optional<ReplicaDescription> seen = facts.replica(delete.lane(), id);
        boolean surelyGone = facts.get(query(delete, Aspect.STATE))
                .filter(fact -> fact.complete() && fact.source() == Fact.Source.CLOUD)
                .filter(fact -> fact.items().isEmpty())
                .isPresent();
        if (surelyGone) {
            draft.satisfied(delete);
            return;
        }
        String protection = seen.map(DeletionLowering::protection).orElse("");
        if (!protection.isEmpty()) {
            draft.refuse(
                    delete,
                    FailureKind.PROTECTED,
                    delete.replica().kind() + " " + id,
                    protection,
                    FailureKind.PROTECTED.cure());
            return;
        }
        if (delete.replica().kind() == ProductKind.SNAPSHOT) {
            draft.add(own(snapshot(delete.id() + "-delete", delete.lane(), Payload.of(id), draft.purpose()), delete)
                    .completes(List.of(delete.id()))
                    .expectations(
                            seen.filter(known -> known.examined().contains(Aspect.LOCK))
                                            .isPresent()
                                    ? List.of(Expectation.seen(id, "LockStatus", "none"))
                                    : List.of())
                    .build());
        } else if (delete.replica().kind() == ProductKind.IMAGE) {
            List<String> parts = seen.map(ReplicaDescription::parts).orElse(List.of());
            String last = delete.id() + "-delete";
            Primitive.Builder image = own(image(last, delete.lane(), Payload.of(id), draft.purpose()), delete);
            draft.add(parts.isEmpty() ? image.completes(List.of(delete.id())).build() : image.build());
            for (int i = 0; i < parts.size(); i++) {
                String name = delete.id() + "-delete-" + parts.get(i);
                Primitive.Builder part = own(
                                snapshot(name, delete.lane(), Payload.of(parts.get(i)), draft.purpose()), delete)
                        .edges(List.of(Edge.after(last)));
                draft.add(
                        i == parts.size() - 1
                                ? part.completes(List.of(delete.id())).build()
                                : part.build());
                last = name;
            }
        } else {
            draft.refuse(
                    delete,
                    FailureKind.UNSUPPORTED,
                    delete.replica().kind() + " " + id,
                    "is not deleted whole",
                    "delete each of its members");
        }
    }

    private static Primitive.Builder own(Primitive primitive, Action action) {
        return primitive.toBuilder().actions(List.of(action.id()));
    }

    private static String protection(ReplicaDescription seen) {
        if (seen.lock() != null) {
            return "is locked";
        }
        if (!seen.usedBy().isEmpty()) {
            return "is used by " + String.join(", ", seen.usedBy());
        }
        return seen.sharedWith().isEmpty() ? "" : "is shared with " + String.join(", ", seen.sharedWith());
    }

    static Primitive snapshot(String name, Lane lane, Payload id, Purpose purpose) {
        return Primitive.builder(name, EcsCalls.DELETE_SNAPSHOT, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY.with("snapshot", id))
                .subject(id instanceof Payload.Text text ? text.value() : "")
                .limits(EcsLimits.calls("DeleteSnapshot"))
                .permissions(List.of(Grammar.ecs(purpose, lane, "DeleteSnapshot", "snapshot")))
                .build();
    }

    static Primitive image(String name, Lane lane, Payload id, Purpose purpose) {
        return Primitive.builder(name, EcsCalls.DELETE_IMAGE, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY.with("image", id))
                .subject(id instanceof Payload.Text text ? text.value() : "")
                .limits(EcsLimits.calls("DeleteImage"))
                .permissions(List.of(Grammar.ecs(purpose, lane, "DeleteImage", "image")))
                .build();
    }
}
