// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies to other regions: called where the source lies, watched where the copy will lie. */
final class CopyLowering {
    private static final long BYTES_PER_SECOND = 50L << 20;

    private CopyLowering() {}

    static List<FactQuery<?>> needs(Action.CopyReplica copy) {
        List<FactQuery<?>> needs = new ArrayList<>();
        needs.add(new FactQuery.Replicas(
                copy.from().lane(),
                copy.from().kind(),
                List.of(copy.from().cloudId()),
                ReplicaDescription.Aspect.STATE));
        EncryptionKey key = copy.key();
        if (key != null) {
            needs.add(new FactQuery.Keys(copy.lane(), List.of(key.id())));
        }
        return needs;
    }

    static void lower(Action.CopyReplica copy, Facts facts, Draft draft) {
        Lane source = copy.from().lane();
        Lane target = copy.lane();
        EncryptionKey key = copy.key();
        String what = "Copy of " + copy.from().cloudId() + " to " + target.region();
        if (!source.account().equals(target.account())) {
            draft.refuse(
                    copy,
                    FailureKind.UNSUPPORTED,
                    what,
                    "ECS copies within one account only",
                    "share an image with account " + target.account() + ", or name a target in " + source.account());
            return;
        }
        if (source.region().equals(target.region())) {
            draft.refuse(
                    copy,
                    FailureKind.UNSUPPORTED,
                    what,
                    "ECS copies to another region only",
                    "name a target in another region");
            return;
        }
        if (Grammar.isMainland(source.region()) != Grammar.isMainland(target.region())) {
            draft.refuse(
                    copy,
                    FailureKind.UNSUPPORTED,
                    what,
                    "data is not copied across the border of mainland China",
                    "name a target on the same side as " + source.region());
            return;
        }
        if (key != null && !key.location().region().equals(target.region())) {
            draft.refuse(
                    copy,
                    FailureKind.INVALID,
                    what,
                    "key " + key.id() + " lies in " + key.location().region(),
                    "name a key of " + target.region());
            return;
        }
        Optional<ReplicaDescription> seen = facts.replica(source, copy.from().cloudId());
        boolean encrypted = key != null || seen.map(ReplicaDescription::keyId).isPresent();
        if (copy.from().kind() == ProductKind.SNAPSHOT) {
            draft.add(snapshot(copy, encrypted, draft));
        } else if (copy.from().kind() == ProductKind.IMAGE) {
            draft.add(image(copy, encrypted, draft));
        } else {
            draft.refuse(
                    copy,
                    FailureKind.UNSUPPORTED,
                    what,
                    "a " + copy.from().kind() + " is not copied whole",
                    "copy each of its members");
        }
    }

    private static Primitive snapshot(Action.CopyReplica copy, boolean encrypted, Draft draft) {
        Lane target = copy.lane();
        String name = copy.id() + "-copy";
        return copy(copy, encrypted, draft, EcsCalls.COPY_SNAPSHOT, "CopySnapshot", "snapshot")
                .product(ProductKind.SNAPSHOT)
                .limits(List.of(
                        LimitUse.one(EcsLimits.COPY_CALLS, "CopySnapshot"),
                        LimitUse.one(
                                EcsLimits.COPIES_PER_DISK_AND_TARGET,
                                EcsLimits.pair(copy.from().source().id(), target.region()))))
                .expectations(List.of(Expectation.seen(copy.from().cloudId(), SnapshotLowering.STATUS, "accomplished")))
                .undo(List.of(DeletionLowering.snapshot(
                        name + "-undo", target, new Payload.Ref(name, EcsCalls.ID), Purpose.PRUNE)))
                .build();
    }

    private static Primitive image(Action.CopyReplica copy, boolean encrypted, Draft draft) {
        Lane target = copy.lane();
        String name = copy.id() + "-copy";
        return copy(copy, encrypted, draft, EcsCalls.COPY_IMAGE, "CopyImage", "image")
                .product(ProductKind.IMAGE)
                .limits(EcsLimits.calls("CopyImage", LimitUse.one(EcsLimits.IMAGE_COPIES_PER_TARGET, target.region())))
                .expectations(List.of(Expectation.seen(copy.from().cloudId(), SnapshotLowering.STATUS, "Available")))
                .undo(List.of(DeletionLowering.image(
                        name + "-undo", target, new Payload.Ref(name, EcsCalls.ID), Purpose.PRUNE)))
                .build();
    }

    private static Primitive.Builder copy(
            Action.CopyReplica copy, boolean encrypted, Draft draft, String type, String api, String things) {
        Lane source = copy.from().lane();
        Lane target = copy.lane();
        EncryptionKey key = copy.key();
        Payload.Fields arguments =
                Payload.Fields.EMPTY.with("source", copy.from().cloudId()).with("region", target.region());
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Grammar.ecs(draft.purpose(), source, api, things));
        permissions.add(Grammar.ecs(draft.purpose(), target, "TagResources", things));
        if (encrypted) {
            arguments = arguments.with("encrypted", Payload.of(true));
        }
        if (key != null) {
            arguments = arguments.with("key", key.id());
            permissions.add(Grammar.kms(draft.purpose(), target, key.id()));
        }
        Duration usual = Duration.ofMinutes(1).plusSeconds(copy.from().bytes() / BYTES_PER_SECOND);
        return draft.primitive(copy, "copy", type, RepeatClass.TOKEN, source)
                .arguments(arguments)
                .completes(List.of(copy.id()))
                .watched(target)
                .subject(copy.from().cloudId())
                .permissions(permissions)
                .duration(Expected.about(usual));
    }
}
