// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.protection.Tier;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies to other regions and accounts. Called at the destination; into another account the source is shared first. */
final class CopyLowering {
    static final String COPY_SNAPSHOT = "ec2:CopySnapshot";
    static final String COPY_IMAGE = "ec2:CopyImage";
    static final String SHARE = "ec2:ModifySnapshotAttribute";
    static final String MANAGED_KEY = "alias/aws/ebs";

    private static final long COPY_BYTES_PER_SECOND = 100L << 20;
    private static final long FASTEST_BYTES_PER_SECOND = 500L << 20;
    private static final int STEP_MINUTES = 15;
    private static final int MOST_MINUTES = 2880;

    private final Facts facts;
    private final Purpose purpose;
    private final Draft draft;

    CopyLowering(Facts facts, Purpose purpose, Draft draft) {
        this.facts = facts;
        this.purpose = purpose;
        this.draft = draft;
    }

    static List<FactQuery<?>> needs(Action.CopyReplica action) {
        Lane from = action.from().lane();
        List<FactQuery<?>> needs = new ArrayList<>();
        needs.add(new FactQuery.Replicas(
                from, action.from().kind(), List.of(action.from().cloudId()), ReplicaDescription.Aspect.STATE));
        if (isToAnotherAccount(action)) {
            needs.add(new FactQuery.Keys(from, List.of(MANAGED_KEY)));
            needs.add(sharing(from, action.from().cloudId()));
        }
        return needs;
    }

    static FactQuery.Replicas sharing(Lane lane, String snapshot) {
        return new FactQuery.Replicas(lane, ProductKind.SNAPSHOT, List.of(snapshot), ReplicaDescription.Aspect.SHARING);
    }

    void lower(List<Action.CopyReplica> actions) {
        Map<String, List<Action.CopyReplica>> shared = new TreeMap<>();
        for (Action.CopyReplica action : actions) {
            ReplicaDescription source = usable(action);
            if (source == null) {
                continue;
            }
            if (action.from().kind() == ProductKind.IMAGE) {
                copyImage(action, source);
            } else if (!isToAnotherAccount(action)) {
                draft.add(copySnapshot(action, source).build());
            } else if (mayBeShared(action, source)) {
                shared.computeIfAbsent(
                                action.from().cloudId() + " to " + action.to().account(), none -> new ArrayList<>())
                        .add(action);
            }
        }
        shared.values().forEach(this::shareAndCopy);
    }

    /** One share serves all copies of a snapshot into one account; it ends when the last of them has. */
    private void shareAndCopy(List<Action.CopyReplica> copies) {
        Action.CopyReplica first = copies.get(0);
        String snapshot = first.from().cloudId();
        String account = first.to().account();
        Lane lane = first.from().lane();
        List<String> ids = copies.stream().map(Action.CopyReplica::id).toList();
        String share = "share-" + snapshot + "-" + account;
        boolean isShared = facts.get(sharing(lane, snapshot)).stream()
                .flatMap(fact -> fact.items().stream())
                .anyMatch(item -> item.sharedWith().contains(account));
        Expectation seen = Expectation.seen(snapshot, "shared with " + account, Boolean.toString(isShared));
        if (!isShared) {
            draft.add(permission(share, lane, snapshot, account, true, ids)
                    .expectations(List.of(seen))
                    .undo(List.of(permission(share + ".undo", lane, snapshot, account, false, List.of())
                            .build()))
                    .build());
        }
        // On the share too: a share that was sent ends even if no copy ever was.
        List<Edge> ended = new ArrayList<>();
        ended.add(Edge.finallyAfter(share));
        for (Action.CopyReplica copy : copies) {
            ReplicaDescription source = facts.replica(lane, snapshot).orElseThrow();
            Primitive.Builder builder = copySnapshot(copy, source);
            draft.add(
                    isShared
                            ? builder.expectations(List.of(seen, completed(snapshot)))
                                    .build()
                            : builder.edges(List.of(Edge.after(share))).build());
            ended.add(Edge.finallyAfter(copy.id() + ".copy"));
        }
        if (!isShared) {
            draft.add(permission("un" + share, lane, snapshot, account, false, ids)
                    .edges(ended)
                    .build());
        }
    }

    private Primitive.Builder permission(
            String name, Lane lane, String snapshot, String account, boolean shared, List<String> actions) {
        return Primitive.builder(name, SHARE, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", snapshot)
                        .with("account", account)
                        .with("shared", Payload.of(shared)))
                .actions(actions)
                .subject(snapshot)
                .product(shared ? ProductKind.SUPPORT : ProductKind.NOTHING)
                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "ModifySnapshotAttribute")))
                .permissions(
                        Rights.of(purpose, SHARE, Rights.SNAPSHOT, "ec2:DescribeSnapshotAttribute", Rights.SNAPSHOT));
    }

    private Primitive.Builder copySnapshot(Action.CopyReplica action, ReplicaDescription source) {
        Lane to = action.lane();
        String snapshot = action.from().cloudId();
        EncryptionKey key = action.key();
        boolean encrypted = key != null || source.keyId() != null;
        String name = action.id() + ".copy";
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("sourceRegion", action.from().lane().region())
                .with("snapshot", snapshot)
                .with("encrypted", Payload.of(encrypted))
                .with("key", key == null ? null : key.id());
        if (action.deadline() != null) {
            arguments = arguments.with("withinMinutes", minutesOf(action.deadline()));
        }
        List<Permission> rights = Rights.of(purpose, COPY_SNAPSHOT, Rights.SNAPSHOT, "ec2:CreateTags", Rights.SNAPSHOT);
        return Primitive.builder(name, COPY_SNAPSHOT, RepeatClass.MARKED, to, purpose)
                .arguments(arguments)
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(snapshot)
                .expected(List.of(snapshot))
                .product(ProductKind.SNAPSHOT)
                .limits(List.of(
                        AwsLimits.call(AwsLimits.WRITES, to, "CopySnapshot"),
                        LimitUse.one(AwsLimits.COPIES, to.toString()),
                        AwsLimits.inLane(AwsLimits.SNAPSHOTS, to, 1)))
                .permissions(encrypted ? Rights.withKey(rights, purpose) : rights)
                .expectations(List.of(completed(snapshot)))
                .undo(List.of(PruneLowering.delete(
                        name + ".undo", to, new Payload.Ref(name, Outputs.ID), "", List.of(), List.of(), List.of())))
                .duration(Expected.about(Duration.ofSeconds(60 + action.from().bytes() / COPY_BYTES_PER_SECOND)));
    }

    private void copyImage(Action.CopyReplica action, ReplicaDescription image) {
        if (isToAnotherAccount(action)) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Copy of image " + image.cloudId(),
                    "an image is copied within its account only",
                    "copy its snapshots into the other account and recover from them");
            return;
        }
        Lane to = action.lane();
        List<String> snapshots = image.parts();
        long count = Math.max(1, snapshots.size());
        String name = action.id() + ".copy";
        EncryptionKey key = action.key();
        List<Permission> rights = Rights.of(
                purpose, COPY_IMAGE, Rights.IMAGE, "ec2:CreateTags", Rights.IMAGE, "ec2:CreateTags", Rights.SNAPSHOT);
        draft.add(Primitive.builder(name, COPY_IMAGE, RepeatClass.TOKEN, to, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("sourceRegion", action.from().lane().region())
                        .with("image", image.cloudId())
                        .with("encrypted", Payload.of(key != null))
                        .with("key", key == null ? null : key.id()))
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(image.cloudId())
                .expected(snapshots)
                .product(ProductKind.IMAGE)
                .limits(List.of(
                        AwsLimits.call(AwsLimits.IMAGE_COPIES, to, "CopyImage"),
                        new LimitUse(AwsLimits.COPIES, to.toString(), count),
                        AwsLimits.inLane(AwsLimits.SNAPSHOTS, to, count)))
                .permissions(key == null ? rights : Rights.withKey(rights, purpose))
                .expectations(List.of(Expectation.seen(image.cloudId(), "snapshots", String.join(" ", snapshots))))
                .undo(List.of(PruneLowering.deregister(
                        name + ".undo", to, new Payload.Ref(name, Outputs.ID), "", List.of(), List.of())))
                .duration(Expected.about(Duration.ofSeconds(60 + action.from().bytes() / COPY_BYTES_PER_SECOND)))
                .build());
    }

    private @Nullable ReplicaDescription usable(Action.CopyReplica action) {
        String what = "Copy of " + action.from().cloudId() + " to " + action.to();
        Optional<ReplicaDescription> found =
                facts.replica(action.from().lane(), action.from().cloudId());
        if (found.isEmpty()) {
            draft.refuse(action.id(), FailureKind.GONE, what, "the source does not exist", FailureKind.GONE.cure());
            return null;
        }
        ReplicaDescription source = found.get();
        if (source.tier() != Tier.STANDARD) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    what,
                    "an archived snapshot cannot be copied",
                    "restore it from the archive first, which takes up to 72 hours");
            return null;
        }
        if (source.state() != ReplicaState.AVAILABLE) {
            draft.refuse(
                    action.id(),
                    FailureKind.NOT_YET,
                    what,
                    "the source is " + source.state() + " and only a completed one can be copied",
                    "wait until it is completed");
            return null;
        }
        if (action.key() != null && !Lane.of(action.key().location()).equals(action.lane())) {
            draft.refuse(
                    action.id(),
                    FailureKind.INVALID,
                    what,
                    "key " + action.key() + " does not lie in the destination",
                    "name a key of " + action.lane());
            return null;
        }
        Duration deadline = action.deadline();
        if (deadline != null && deadline.compareTo(leastTime(action)) < 0) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    what,
                    "a copy of this size takes at least " + leastTime(action),
                    "allow it at least that long");
            return null;
        }
        return source;
    }

    private boolean mayBeShared(Action.CopyReplica action, ReplicaDescription source) {
        Lane lane = action.from().lane();
        boolean underManagedKey = facts.get(new FactQuery.Keys(lane, List.of(MANAGED_KEY))).stream()
                .map(Fact::items)
                .flatMap(List::stream)
                .anyMatch(key -> key.managedByCloud() && key.key().id().equals(source.keyId()));
        if (underManagedKey) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Copy of " + source.cloudId() + " into account "
                            + action.to().account(),
                    "it is encrypted with the AWS-managed key " + MANAGED_KEY + ", which no other account can use",
                    "re-encrypt it first: copy it inside account " + lane.account()
                            + " under a key of your own whose policy admits account "
                            + action.to().account() + ", and copy that copy");
            return false;
        }
        return true;
    }

    private static boolean isToAnotherAccount(Action.CopyReplica action) {
        return !action.from().lane().account().equals(action.to().account());
    }

    private static Expectation completed(String snapshot) {
        return Expectation.seen(snapshot, "state", "completed");
    }

    private static Duration leastTime(Action.CopyReplica action) {
        Duration bySize = Duration.ofSeconds(action.from().bytes() / FASTEST_BYTES_PER_SECOND);
        Duration least = Duration.ofMinutes(STEP_MINUTES);
        return bySize.compareTo(least) > 0 ? bySize : least;
    }

    /** AWS takes whole quarters of an hour, up to two days. */
    private static long minutesOf(Duration deadline) {
        return Math.min(MOST_MINUTES, deadline.toMinutes() / STEP_MINUTES * STEP_MINUTES);
    }
}
