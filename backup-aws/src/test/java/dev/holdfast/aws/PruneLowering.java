// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

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
import dev.holdfast.spi.ReplicaRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What deletes snapshots and images, each snapshot by a call of its own so that every outcome can be read again. */
final class PruneLowering {
    static final String DELETE_SNAPSHOT = "ec2:DeleteSnapshot";
    static final String DEREGISTER_IMAGE = "ec2:DeregisterImage";

    private final Facts facts;
    private final Draft draft;

    PruneLowering(Facts facts, Draft draft) {
        this.facts = facts;
        this.draft = draft;
    }

    static List<FactQuery<?>> needs(Action.DeleteReplica action) {
        return Stream.of(Aspect.STATE, Aspect.LOCK, Aspect.USERS)
                .<FactQuery<?>>map(aspect -> query(action, aspect))
                .toList();
    }

    private static FactQuery.Replicas query(Action.DeleteReplica action, Aspect aspect) {
        ReplicaRef replica = action.replica();
        return new FactQuery.Replicas(action.lane(), replica.kind(), List.of(replica.cloudId()), aspect);
    }

    /** Lowers the deletion; {@code leaving} are the images that other actions of the group delete. */
    void lower(Action.DeleteReplica action, Set<String> leaving) {
        Lane lane = action.lane();
        String id = action.replica().cloudId();
        Optional<ReplicaDescription> found = facts.replica(lane, id);
        boolean surelyGone = facts.get(query(action, Aspect.STATE))
                .filter(fact -> fact.complete() && fact.source() == Fact.Source.CLOUD)
                .filter(fact -> fact.items().isEmpty())
                .isPresent();
        if (surelyGone) {
            draft.satisfied(action.id());
            return;
        }
        if (found.isPresent() && isProtected(action, found.get(), leaving)) {
            return;
        }
        if (action.replica().kind() == ProductKind.IMAGE) {
            lowerImage(action, lane, id, found);
            return;
        }
        List<Edge> edges = new ArrayList<>();
        found.ifPresent(replica -> replica.usedBy().forEach(image -> edges.add(Edge.after(deregisterName(image)))));
        draft.add(delete(
                        action.id() + ".delete",
                        lane,
                        Payload.of(id),
                        id,
                        found.filter(replica -> replica.examined().contains(Aspect.LOCK))
                                        .isPresent()
                                ? List.of(Expectation.seen(id, "lock", "none"))
                                : List.of(),
                        edges,
                        List.of(action.id()))
                .toBuilder()
                .completes(List.of(action.id()))
                .build());
    }

    private void lowerImage(Action.DeleteReplica action, Lane lane, String id, Optional<ReplicaDescription> found) {
        List<String> snapshots = found.map(ReplicaDescription::parts).orElse(List.of());
        Primitive deregister = deregister(
                deregisterName(id),
                lane,
                Payload.of(id),
                id,
                List.of(Expectation.seen(id, "deregistrationProtection", "disabled")),
                List.of(action.id()));
        draft.add(
                snapshots.isEmpty()
                        ? deregister.toBuilder().completes(List.of(action.id())).build()
                        : deregister);
        for (String snapshot : snapshots) {
            draft.add(delete(
                            action.id() + ".delete-" + snapshot,
                            lane,
                            Payload.of(snapshot),
                            snapshot,
                            List.of(),
                            List.of(Edge.after(deregisterName(id))),
                            List.of(action.id()))
                    .toBuilder()
                    .completes(List.of(action.id()))
                    .build());
        }
    }

    private boolean isProtected(Action.DeleteReplica action, ReplicaDescription replica, Set<String> leaving) {
        String what = "Deletion of " + replica.cloudId();
        if (replica.lock() != null) {
            draft.refuse(
                    action.id(),
                    FailureKind.PROTECTED,
                    what,
                    "it is locked (" + replica.lock().mode() + ")",
                    "wait until the lock ends");
            return true;
        }
        if ("true".equals(replica.attributes().get("deregistrationProtection"))) {
            draft.refuse(
                    action.id(),
                    FailureKind.PROTECTED,
                    what,
                    "the image is protected against deregistration",
                    "disable its deregistration protection");
            return true;
        }
        List<String> users = replica.usedBy().stream()
                .filter(user -> !leaving.contains(user))
                .toList();
        if (!users.isEmpty()) {
            draft.refuse(
                    action.id(),
                    FailureKind.PROTECTED,
                    what,
                    "the registered images " + users + " stand on it",
                    "deregister them first");
            return true;
        }
        return false;
    }

    private static String deregisterName(String image) {
        return "deregister-" + image;
    }

    static Primitive delete(
            String name,
            Lane lane,
            Payload snapshot,
            String subject,
            List<Expectation> expectations,
            List<Edge> edges,
            List<String> actions) {
        return Primitive.builder(name, DELETE_SNAPSHOT, RepeatClass.GOAL, lane, Purpose.PRUNE)
                .arguments(Payload.Fields.EMPTY.with("snapshot", snapshot))
                .actions(actions)
                .subject(subject)
                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "DeleteSnapshot")))
                .permissions(
                        Rights.of(Purpose.PRUNE, DELETE_SNAPSHOT, Rights.SNAPSHOT, "ec2:DescribeSnapshots", Rights.ANY))
                .expectations(expectations)
                .edges(edges)
                .build();
    }

    static Primitive deregister(
            String name,
            Lane lane,
            Payload image,
            String subject,
            List<Expectation> expectations,
            List<String> actions) {
        return Primitive.builder(name, DEREGISTER_IMAGE, RepeatClass.GOAL, lane, Purpose.PRUNE)
                .arguments(Payload.Fields.EMPTY.with("image", image))
                .actions(actions)
                .subject(subject)
                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "DeregisterImage")))
                .permissions(Rights.of(Purpose.PRUNE, DEREGISTER_IMAGE, Rights.IMAGE, "ec2:DescribeImages", Rights.ANY))
                .expectations(expectations)
                .build();
    }
}
