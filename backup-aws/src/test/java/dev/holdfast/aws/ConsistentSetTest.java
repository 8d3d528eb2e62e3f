// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import dev.holdfast.testkit.kit.KnownFacts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsistentSetTest {
    private static final Action.TakeSnapshots SET = new Action.TakeSnapshots(
            "a1",
            Shop.POINT,
            List.of(Shop.DB),
            Shop.volumes("vol-data", "vol-archive"),
            ConsistencyLevel.CRASH,
            ConsistencyLevel.CRASH,
            null);

    @Test
    void twoVolumesOfAnInstanceBecomeOneMarkedCallThatLeavesOutTheOthers() {
        LoweredGroup group = Shop.lower(Purpose.PROTECT, Shop.facts(), SET);

        String snapshots = "arn:aws:ec2:*::snapshot/*";
        Primitive expected = Primitive.builder(
                        "a1.i-db", "ec2:CreateSnapshots", RepeatClass.MARKED, Shop.HERE, Purpose.PROTECT)
                .arguments(Payload.Fields.EMPTY
                        .with("instance", "i-db")
                        .with("excludeBoot", Payload.of(true))
                        .with("excludeData", Payload.ofTexts(List.of("vol-scratch"))))
                .actions(List.of("a1"))
                .completes(List.of("a1"))
                .subject("i-db")
                .expected(List.of("vol-archive", "vol-data"))
                .product(ProductKind.SNAPSHOT_SET)
                .limits(List.of(
                        LimitUse.one("ec2.creates", "aws/111111111111/eu-central-1/CreateSnapshots"),
                        LimitUse.one("ebs.snapshot-spacing", "vol-data"),
                        LimitUse.one("ebs.pending-per-volume", "vol-data"),
                        LimitUse.one("ebs.snapshot-spacing", "vol-archive"),
                        LimitUse.one("ebs.pending-per-hdd-volume", "vol-archive"),
                        new LimitUse("ebs.pending-per-account", "aws/111111111111/eu-central-1", 2),
                        new LimitUse("ebs.snapshots", "aws/111111111111/eu-central-1", 2)))
                .permissions(List.of(
                        new Permission(Purpose.PROTECT, "ec2:CreateSnapshots", "arn:aws:ec2:*:*:instance/*"),
                        new Permission(Purpose.PROTECT, "ec2:CreateSnapshots", "arn:aws:ec2:*:*:volume/*"),
                        new Permission(Purpose.PROTECT, "ec2:CreateSnapshots", snapshots),
                        new Permission(Purpose.PROTECT, "ec2:CreateTags", snapshots)))
                .expectations(List.of(Expectation.seen("i-db", "volumes", "vol-archive vol-boot vol-data vol-scratch")))
                .undo(List.of(deletion("vol-archive"), deletion("vol-data")))
                .duration(Expected.about(Duration.ofSeconds(60 + 2048)))
                .build();
        assertThat(group).isEqualTo(LoweredGroup.of(List.of(expected)));
    }

    private static Primitive deletion(String volume) {
        return Primitive.builder(
                        "a1.i-db.undo-" + volume, "ec2:DeleteSnapshot", RepeatClass.GOAL, Shop.HERE, Purpose.PRUNE)
                .arguments(Payload.Fields.EMPTY.with("snapshot", new Payload.Ref("a1.i-db", "members/" + volume)))
                .limits(List.of(LimitUse.one("ec2.creates", "aws/111111111111/eu-central-1/DeleteSnapshot")))
                .permissions(List.of(
                        new Permission(Purpose.PRUNE, "ec2:DeleteSnapshot", "arn:aws:ec2:*::snapshot/*"),
                        new Permission(Purpose.PRUNE, "ec2:DescribeSnapshots", "*")))
                .build();
    }

    @Test
    void itAsksForTheDisksAndTheMachineOnly() {
        assertThat(new AwsLowering().needs(new ActionGroup(Purpose.PROTECT, List.of(SET)), KnownFacts.none()))
                .isEqualTo(List.of(
                        new FactQuery.Disks(Shop.HERE, List.of("vol-data", "vol-archive")),
                        new FactQuery.Machines(Shop.HERE, List.of("i-db"))));
    }

    @Test
    void oneVolumeIsTakenByItself() {
        LoweredGroup group = Shop.lower(
                Purpose.PROTECT,
                Shop.facts(),
                new Action.TakeSnapshots(
                        "a1",
                        Shop.POINT,
                        List.of(),
                        Shop.volumes("vol-archive"),
                        ConsistencyLevel.CRASH,
                        ConsistencyLevel.CRASH,
                        null));

        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.toString())
                    .isEqualTo("a1.vol-archive: ec2:CreateSnapshot on vol-archive in aws/111111111111/eu-central-1"
                            + " [MARKED]");
            assertThat(primitive.arguments().fields()).isEqualTo(Map.of("volume", Payload.of("vol-archive")));
            assertThat(primitive.expected()).containsExactly("vol-archive");
            assertThat(primitive.product()).isEqualTo(ProductKind.SNAPSHOT);
            assertThat(primitive.limits())
                    .containsExactly(
                            LimitUse.one("ec2.creates", "aws/111111111111/eu-central-1/CreateSnapshot"),
                            LimitUse.one("ebs.snapshot-spacing", "vol-archive"),
                            LimitUse.one("ebs.pending-per-hdd-volume", "vol-archive"),
                            LimitUse.one("ebs.pending-per-account", "aws/111111111111/eu-central-1"),
                            LimitUse.one("ebs.snapshots", "aws/111111111111/eu-central-1"));
            assertThat(primitive.undo())
                    .singleElement()
                    .extracting(Primitive::arguments)
                    .isEqualTo(Payload.Fields.EMPTY.with("snapshot", new Payload.Ref("a1.vol-archive", "id")));
        });
    }

    @Test
    void anInstanceEnabledForHibernationIsRefusedWithAWayOut() {
        Machine hibernating = Shop.machine(MachineState.RUNNING).toBuilder()
                .attributes(Map.of("hibernationConfigured", "true"))
                .build();
        KnownFacts facts = KnownFacts.none()
                .knowing(new FactQuery.Disks(Shop.HERE, List.of("all")), Shop.disks())
                .knowing(new FactQuery.Machines(Shop.HERE, List.of("i-db")), List.of(hibernating));

        LoweredGroup group = Shop.lower(Purpose.PROTECT, facts, SET);

        assertThat(group.primitives()).isEmpty();
        assertThat(group.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.action()).isEqualTo("a1");
            assertThat(refusal.failure().toString())
                    .isEqualTo("Consistent set of i-db: EC2 takes no set of an instance that is enabled for hibernation"
                            + " [UNSUPPORTED]; take its disks one by one, or make an image");
        });
    }

    @Test
    void aLevelAboveCrashIsRefusedWithoutHooks() {
        LoweredGroup group = Shop.lower(
                Purpose.PROTECT,
                Shop.facts(),
                new Action.TakeSnapshots(
                        "a1",
                        Shop.POINT,
                        List.of(Shop.DB),
                        Shop.volumes("vol-data"),
                        ConsistencyLevel.APPLICATION,
                        ConsistencyLevel.FILE_SYSTEM,
                        null));

        assertThat(group.refusals())
                .singleElement()
                .extracting(refusal -> refusal.failure().kind())
                .isEqualTo(FailureKind.UNSUPPORTED);
    }

    @Test
    void anImageIsMadeUnderItsNameWithoutARebootAndWithoutTheDisksLeftOut() {
        LoweredGroup group = Shop.lower(
                Purpose.PROTECT,
                Shop.facts(),
                new Action.TakeImage(
                        "a1",
                        Shop.POINT,
                        Shop.DB,
                        Shop.volumes("vol-boot", "vol-data"),
                        ConsistencyLevel.CRASH,
                        ConsistencyLevel.CRASH,
                        null));

        assertThat(group.primitives()).singleElement().satisfies(primitive -> {
            assertThat(primitive.type()).isEqualTo("ec2:CreateImage");
            assertThat(primitive.repeat()).isEqualTo(RepeatClass.NAMED);
            assertThat(primitive.arguments())
                    .isEqualTo(Payload.Fields.EMPTY
                            .with("instance", "i-db")
                            .with("noReboot", Payload.of(true))
                            .with("withoutDevices", Payload.ofTexts(List.of("/dev/sdg", "/dev/sdh"))));
            assertThat(primitive.expected()).containsExactly("vol-boot", "vol-data");
            assertThat(primitive.limits())
                    .contains(LimitUse.one("ec2.writes", "aws/111111111111/eu-central-1/CreateImage"));
            assertThat(Shop.rights(primitive)).containsExactly("ec2:CreateImage", "ec2:CreateTags");
            assertThat(primitive.undo())
                    .extracting(Primitive::type)
                    .containsExactly("ec2:DeregisterImage", "ec2:DeleteSnapshot", "ec2:DeleteSnapshot");
        });
    }

    @Test
    void aFreezeHoldsTheGuestUntilTheCreateIsAnsweredWhateverBecameOfIt() {
        LoweredGroup group = Shop.lower(
                Purpose.PROTECT,
                Shop.facts(),
                new Action.TakeSnapshots(
                        "a1",
                        Shop.POINT,
                        List.of(Shop.DB),
                        Shop.volumes("vol-boot", "vol-data"),
                        ConsistencyLevel.APPLICATION,
                        ConsistencyLevel.CRASH,
                        new GuestHooks(
                                List.of("Shop-Freeze", "/data"),
                                List.of("Shop-Thaw", "/data"),
                                Duration.ofSeconds(60))));

        assertThat(group.sections())
                .containsExactly(new Section("a1.hold", Duration.ofSeconds(45), Duration.ofSeconds(60)));
        assertThat(group.primitives())
                .allSatisfy(primitive -> assertThat(primitive.section()).isEqualTo("a1.hold"))
                .extracting(Primitive::name, Primitive::type, Primitive::repeat, Primitive::edges)
                .containsExactly(
                        tuple("a1.freeze", "ssm:SendCommand", RepeatClass.ONCE, List.of()),
                        tuple("a1.i-db", "ec2:CreateSnapshots", RepeatClass.MARKED, List.of(Edge.after("a1.freeze"))),
                        tuple(
                                "a1.thaw",
                                "ssm:SendCommand",
                                RepeatClass.MARKED,
                                List.of(Edge.finallyAfter("a1.freeze"), new Edge("a1.i-db", Edge.Kind.ANSWERED))));
        Primitive freeze = Shop.named(group, "a1.freeze");
        assertThat(freeze.arguments())
                .isEqualTo(Payload.Fields.EMPTY
                        .with("document", "Shop-Freeze")
                        .with("arguments", Payload.ofTexts(List.of("/data")))
                        .with("instances", Payload.ofTexts(List.of("i-db")))
                        .with("deadManSeconds", 60));
        assertThat(freeze.duration().last()).isEqualTo(Duration.ofSeconds(45));
        assertThat(Shop.rights(freeze)).containsExactly("ssm:SendCommand", "ssm:ListCommandInvocations");
    }
}
