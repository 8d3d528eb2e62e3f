// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.KeyDescription;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.testkit.kit.KnownFacts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;

final class CopyTest {
    private static final String MANAGED = "arn:aws:kms:eu-central-1:111111111111:key/managed";
    private static final String OWN = "arn:aws:kms:eu-central-1:111111111111:key/own";

    private static Action.CopyReplica copy(String id, Location to, @Nullable EncryptionKey key) {
        return new Action.CopyReplica(
                id,
                Shop.POINT,
                ReplicaRef.of(
                        Shop.HERE,
                        ProductKind.SNAPSHOT,
                        "snap-1",
                        ResourceId.disk(Shop.FRANKFURT, "vol-data"),
                        100 * Shop.GIB),
                to,
                key,
                Duration.ofMinutes(50));
    }

    private static KnownFacts source(@Nullable String keyId) {
        return KnownFacts.none()
                .knowing(
                        new FactQuery.Replicas(
                                Shop.HERE, ProductKind.SNAPSHOT, List.of("snap-1"), ReplicaDescription.Aspect.STATE),
                        List.of(ReplicaDescription.builder(Shop.HERE, ProductKind.SNAPSHOT, "snap-1")
                                .keyId(keyId)
                                .build()))
                .knowing(
                        new FactQuery.Keys(Shop.HERE, List.of("alias/aws/ebs")),
                        List.of(new KeyDescription(
                                new EncryptionKey(Shop.FRANKFURT, MANAGED),
                                KeyDescription.State.ENABLED,
                                true,
                                List.of("111111111111"))));
    }

    @Test
    void aCopyIsCalledAtItsDestinationAndHoldsASlotThere() {
        EncryptionKey key = new EncryptionKey(Shop.DUBLIN, "key-dub");
        LoweredGroup group = Shop.lower(Purpose.PROTECT, source(null), copy("a1", Shop.DUBLIN, key));

        assertThat(group.refusals()).isEmpty();
        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.toString())
                    .isEqualTo("a1.copy: ec2:CopySnapshot on snap-1 in aws/111111111111/eu-west-1 [MARKED]");
            assertThat(primitive.arguments())
                    .isEqualTo(Payload.Fields.EMPTY
                            .with("sourceRegion", "eu-central-1")
                            .with("snapshot", "snap-1")
                            .with("encrypted", Payload.of(true))
                            .with("key", "key-dub")
                            .with("withinMinutes", 45));
            assertThat(primitive.limits())
                    .containsExactly(
                            LimitUse.one("ec2.writes", "aws/111111111111/eu-west-1/CopySnapshot"),
                            LimitUse.one("ebs.copies-per-destination", "aws/111111111111/eu-west-1"),
                            LimitUse.one("ebs.snapshots", "aws/111111111111/eu-west-1"));
            assertThat(primitive.expectations()).containsExactly(Expectation.seen("snap-1", "state", "completed"));
            assertThat(Shop.rights(primitive))
                    .containsExactly(
                            "ec2:CopySnapshot",
                            "ec2:CreateTags",
                            "kms:DescribeKey",
                            "kms:CreateGrant",
                            "kms:GenerateDataKeyWithoutPlaintext",
                            "kms:ReEncryptFrom",
                            "kms:ReEncryptTo");
            assertThat(primitive.undo())
                    .singleElement()
                    .satisfies(undo -> assertThat(undo.lane()).isEqualTo(Shop.THERE));
        });
        CopySnapshotRequest request =
                SnapshotRequests.copySnapshot(Shop.call(group.primitives().get(0)));
        assertThat(request.sourceRegion()).isEqualTo("eu-central-1");
        assertThat(request.destinationRegion()).isEqualTo("eu-west-1");
        assertThat(request.sourceSnapshotId()).isEqualTo("snap-1");
        assertThat(request.encrypted()).isTrue();
        assertThat(request.kmsKeyId()).isEqualTo("key-dub");
        assertThat(request.completionDurationMinutes()).isEqualTo(45);
        assertThat(request.tagSpecifications())
                .singleElement()
                .satisfies(tags -> assertThat(tags.tags())
                        .extracting(tag -> tag.key() + "=" + tag.value())
                        .containsExactly("holdfast=1 shop snapshot", "holdfast-key=shop/op-1/3/1"));
    }

    @Test
    void aFullSlotMakesTheCopyWaitForTheSlotAndIsNoThrottle() {
        Primitive copy = Shop.lower(Purpose.PROTECT, source(null), copy("a1", Shop.DUBLIN, null))
                .primitives()
                .get(0);
        try (ScriptedCloud cloud = new ScriptedCloud();
                Ec2Client ec2 = cloud.refusing(400, "ResourceLimitExceeded", "Too many snapshot copies in progress.")
                        .client("eu-west-1")) {
            RuntimeException thrown = catchThrowableOfType(
                    RuntimeException.class, () -> ec2.copySnapshot(SnapshotRequests.copySnapshot(Shop.call(copy))));

            CallFailure failure = Classification.of(thrown, copy.type(), copy.limits());

            assertThat(failure.kind()).isEqualTo(FailureKind.BUSY);
            assertThat(failure.limit()).isEqualTo("ebs.copies-per-destination");
            assertThat(failure.limitKey()).isEqualTo("aws/111111111111/eu-west-1");
            assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
            assertThat(failure.code()).isEqualTo("ResourceLimitExceeded");
            assertThat(cloud.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request)
                            .containsEntry("DestinationRegion", "eu-west-1")
                            .containsKey("PresignedUrl"));
        }
    }

    @Test
    void withoutADestinationRegionTheSdkRefusesBeforeItSends() {
        CopySnapshotRequest request = CopySnapshotRequest.builder()
                .sourceRegion("eu-central-1")
                .sourceSnapshotId("snap-1")
                .build();
        try (ScriptedCloud cloud = new ScriptedCloud();
                Ec2Client ec2 = cloud.client("eu-west-1")) {
            RuntimeException thrown = catchThrowableOfType(RuntimeException.class, () -> ec2.copySnapshot(request));

            assertThat(thrown).isExactlyInstanceOf(IllegalArgumentException.class);
            CallFailure failure = Classification.of(thrown, CopyLowering.COPY_SNAPSHOT, List.of());
            assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
            assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
            assertThat(cloud.requests()).isEmpty();
        }
    }

    @Test
    void copiesIntoAnotherAccountStandBetweenOneShareAndItsEnd() {
        Location vaultParis = Location.of("aws", "222222222222", "eu-west-3");
        LoweredGroup group = Shop.lower(
                Purpose.PROTECT,
                source(OWN),
                copy("a1", Shop.VAULT_DUBLIN, new EncryptionKey(Shop.VAULT_DUBLIN, "key-v")),
                copy("a2", vaultParis, null));

        assertThat(group.refusals()).isEmpty();
        assertThat(group.primitives())
                .extracting(Primitive::toString)
                .containsExactly(
                        "share-snap-1-222222222222: ec2:ModifySnapshotAttribute on snap-1 in"
                                + " aws/111111111111/eu-central-1 [GOAL]",
                        "a1.copy: ec2:CopySnapshot on snap-1 in aws/222222222222/eu-west-1 [MARKED]",
                        "a2.copy: ec2:CopySnapshot on snap-1 in aws/222222222222/eu-west-3 [MARKED]",
                        "unshare-snap-1-222222222222: ec2:ModifySnapshotAttribute on snap-1 in"
                                + " aws/111111111111/eu-central-1 [GOAL]");
        Primitive share = group.primitives().get(0);
        Primitive unshare = group.primitives().get(3);
        assertThat(group.primitives().get(1).edges()).containsExactly(Edge.after(share.name()));
        assertThat(unshare.edges())
                .as("ends after a share that was sent, even if no copy ever was")
                .containsExactly(
                        Edge.finallyAfter(share.name()), Edge.finallyAfter("a1.copy"), Edge.finallyAfter("a2.copy"));
        assertThat(share.expectations())
                .containsExactly(Expectation.seen("snap-1", "shared with 222222222222", "false"));
        assertThat(share.actions()).containsExactly("a1", "a2");
        assertThat(share.undo()).singleElement().satisfies(undo -> {
            assertThat(undo.arguments()).isEqualTo(unshare.arguments());
            assertThat(undo.lane()).isEqualTo(Shop.HERE);
        });
        ModifySnapshotAttributeRequest request = SnapshotRequests.share(Shop.call(share));
        assertThat(request.snapshotId()).isEqualTo("snap-1");
        assertThat(request.attribute()).isEqualTo(SnapshotAttributeName.CREATE_VOLUME_PERMISSION);
        assertThat(request.operationType()).isEqualTo(OperationType.ADD);
        assertThat(request.userIds()).containsExactly("222222222222");
        assertThat(SnapshotRequests.share(Shop.call(unshare)).operationType()).isEqualTo(OperationType.REMOVE);
    }

    @Test
    void whatSomeoneElseSharedStaysShared() {
        KnownFacts facts = source(OWN)
                .knowing(
                        CopyLowering.sharing(Shop.HERE, "snap-1"),
                        List.of(ReplicaDescription.builder(Shop.HERE, ProductKind.SNAPSHOT, "snap-1")
                                .examined(Set.of(ReplicaDescription.Aspect.SHARING))
                                .sharedWith(List.of("222222222222"))
                                .build()));

        LoweredGroup group = Shop.lower(Purpose.PROTECT, facts, copy("a1", Shop.VAULT_DUBLIN, null));

        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.type()).isEqualTo("ec2:CopySnapshot");
            assertThat(primitive.expectations())
                    .contains(Expectation.seen("snap-1", "shared with 222222222222", "true"));
        });
    }

    @Test
    void aSnapshotUnderTheManagedKeyIsRefusedWithTheWayThroughAKeyOfOnesOwn() {
        LoweredGroup group = Shop.lower(Purpose.PROTECT, source(MANAGED), copy("a1", Shop.VAULT_DUBLIN, null));

        assertThat(group.primitives()).isEmpty();
        assertThat(group.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(refusal.failure().cure())
                    .isEqualTo("re-encrypt it first: copy it inside account 111111111111 under a key of your own"
                            + " whose policy admits account 222222222222, and copy that copy");
        });
    }

    @Test
    void itAsksForTheSnapshotItsManagedKeyAndWithWhomItIsShared() {
        assertThat(new AwsLowering()
                        .needs(
                                new ActionGroup(Purpose.PROTECT, List.of(copy("a1", Shop.VAULT_DUBLIN, null))),
                                KnownFacts.none()))
                .isEqualTo(List.of(
                        new FactQuery.Replicas(
                                Shop.HERE, ProductKind.SNAPSHOT, List.of("snap-1"), ReplicaDescription.Aspect.STATE),
                        new FactQuery.Keys(Shop.HERE, List.of("alias/aws/ebs")),
                        CopyLowering.sharing(Shop.HERE, "snap-1")));
    }
}
