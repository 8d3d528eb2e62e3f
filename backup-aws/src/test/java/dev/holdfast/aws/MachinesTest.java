// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.testkit.kit.KnownFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

final class MachinesTest {
    private static final ResourceId DATA = ResourceId.disk(Shop.FRANKFURT, "vol-data");
    private static final Action.RollBackDisk BACK = new Action.RollBackDisk(
            "a1",
            DATA,
            Shop.DB,
            ReplicaRef.of(Shop.HERE, ProductKind.SNAPSHOT, "snap-1", DATA, 100 * Shop.GIB),
            new DiskSpec("/dev/sdf", false, 100 * Shop.GIB, "gp3", "key-1"),
            MachineState.RUNNING);

    @Test
    void aSwapStopsAndRestoresTheFormerAttachmentWhenItIsUndone() {
        LoweredGroup group = Shop.lower(Purpose.RECOVER, Shop.facts(), BACK);

        assertThat(group.primitives())
                .extracting(Primitive::name, Primitive::type, Primitive::repeat, Primitive::edges)
                .containsExactly(
                        tuple("a1.create", "ec2:CreateVolume", RepeatClass.TOKEN, List.of()),
                        tuple("a1.stop", "ec2:StopInstances", RepeatClass.GOAL, List.of(Edge.after("a1.create"))),
                        tuple("a1.detach-old", "ec2:DetachVolume", RepeatClass.GOAL, List.of(Edge.after("a1.stop"))),
                        tuple(
                                "a1.attach-new",
                                "ec2:AttachVolume",
                                RepeatClass.GOAL,
                                List.of(Edge.after("a1.detach-old"))),
                        tuple(
                                "a1.start",
                                "ec2:StartInstances",
                                RepeatClass.GOAL,
                                List.of(Edge.after("a1.attach-new"))));
        assertThat(group.primitives())
                .flatExtracting(Primitive::undo)
                .extracting(Primitive::type, undo -> undo.arguments().canonical())
                .containsExactly(
                        tuple("ec2:DeleteVolume", fields("volume", new Payload.Ref("a1.create", "id"))),
                        tuple("ec2:StartInstances", fields("instance", Payload.of("i-db"))),
                        tuple("ec2:AttachVolume", attachment(Payload.of("vol-data"))),
                        tuple("ec2:DetachVolume", attachment(new Payload.Ref("a1.create", "id"))),
                        tuple("ec2:StopInstances", fields("instance", Payload.of("i-db"))));
        assertThat(Shop.named(group, "a1.detach-old").expectations())
                .containsExactly(
                        Expectation.guard("i-db", "state", "stopped"),
                        Expectation.seen("vol-data", "attachment", "i-db /dev/sdf"));
        assertThat(group.primitives())
                .as("the old volume is kept")
                .noneMatch(primitive -> primitive.type().equals("ec2:DeleteVolume"));
    }

    private static String fields(String name, Payload value) {
        return Payload.Fields.EMPTY.with(name, value).canonical();
    }

    private static String attachment(Payload volume) {
        return Payload.Fields.EMPTY
                .with("volume", volume)
                .with("instance", "i-db")
                .with("device", "/dev/sdf")
                .canonical();
    }

    @Test
    void aMachineThatIsStoppedStaysStopped() {
        Action.RollBackDisk stays = new Action.RollBackDisk(
                "a1", BACK.disk(), BACK.machine(), BACK.replica(), BACK.spec(), MachineState.STOPPED);
        LoweredGroup group = Shop.lower(Purpose.RECOVER, Shop.facts(MachineState.STOPPED), stays);

        assertThat(group.primitives())
                .extracting(Primitive::name)
                .containsExactly("a1.create", "a1.detach-old", "a1.attach-new");
        assertThat(Shop.named(group, "a1.attach-new").completes()).containsExactly("a1");
    }

    @Test
    void aMachineThatAnInterruptedPlanLeftStoppedIsStartedInTheEnd() {
        assertThat(Shop.lower(Purpose.RECOVER, Shop.facts(MachineState.STOPPED), BACK)
                        .primitives())
                .extracting(Primitive::name)
                .containsExactly("a1.create", "a1.detach-old", "a1.attach-new", "a1.start");
    }

    @Test
    void theNewVolumeIsMadeUnderTheTokenOfItsStep() {
        Call call = Shop.call(
                Shop.lower(Purpose.RECOVER, Shop.facts(), BACK).primitives().get(0));

        CreateVolumeRequest request = MachineRequests.createVolume(call);

        assertThat(request.clientToken())
                .isEqualTo(Shop.KEY.token(52))
                .hasSizeLessThanOrEqualTo(64)
                .matches("[a-z2-7]+");
        assertThat(request.snapshotId()).isEqualTo("snap-1");
        assertThat(request.availabilityZone()).isEqualTo("eu-central-1a");
        assertThat(request.volumeTypeAsString()).isEqualTo("gp3");
        assertThat(request.size()).isEqualTo(100);
        assertThat(request.encrypted()).isTrue();
        assertThat(request.kmsKeyId()).isEqualTo("key-1");
        assertThat(request.tagSpecifications().get(0).resourceTypeAsString()).isEqualTo("volume");
    }

    @Test
    void theNewVolumeTakesTheDeviceOfTheOld() {
        Primitive attach = Shop.named(Shop.lower(Purpose.RECOVER, Shop.facts(), BACK), "a1.attach-new");

        AttachVolumeRequest request = MachineRequests.attach(Shop.call(attach, "volume", "vol-new"));

        assertThat(request)
                .isEqualTo(AttachVolumeRequest.builder()
                        .volumeId("vol-new")
                        .instanceId("i-db")
                        .device("/dev/sdf")
                        .build());
    }

    private static MachineSpec spec() {
        return MachineSpec.builder()
                .name("db")
                .type("m6i.large")
                .subnet("subnet-dr")
                .privateIp("10.1.0.7")
                .securityGroups(List.of("sg-1"))
                .profile("db-role")
                .userData(Secret.named("shop/db-user-data"))
                .tags(Map.of("app", "shop"))
                .attributes(Map.of("architecture", "arm64", "bootMode", "uefi"))
                .disks(List.of(
                        new DiskSpec("/dev/xvda", true, 8 * Shop.GIB, "gp3", "key-dub"),
                        new DiskSpec("/dev/sdf", false, 100 * Shop.GIB, "gp3", "key-dub")))
                .build();
    }

    private static ReplicaRef there(ProductKind kind, String id) {
        return ReplicaRef.of(Shop.THERE, kind, id, DATA, 0);
    }

    private static final Action.RecoverMachine FROM_SET = new Action.RecoverMachine(
            "a1",
            Shop.DB,
            List.of(there(ProductKind.SNAPSHOT, "snap-b"), there(ProductKind.SNAPSHOT, "snap-d")),
            Shop.DUBLIN,
            spec());

    @Test
    void aMachineFromASetRunsFromAnImageThatIsRegisteredForItAndGoesAgain() {
        LoweredGroup group = Shop.lower(Purpose.RECOVER, KnownFacts.none(), FROM_SET);

        assertThat(group.primitives())
                .allSatisfy(primitive -> assertThat(primitive.lane()).isEqualTo(Shop.THERE))
                .extracting(Primitive::name, Primitive::type, Primitive::repeat, Primitive::product, Primitive::edges)
                .containsExactly(
                        tuple("a1.register", "ec2:RegisterImage", RepeatClass.NAMED, ProductKind.SUPPORT, List.of()),
                        tuple(
                                "a1.run",
                                "ec2:RunInstances",
                                RepeatClass.TOKEN,
                                ProductKind.MACHINE,
                                List.of(Edge.after("a1.register"))),
                        tuple(
                                "a1.deregister",
                                "ec2:DeregisterImage",
                                RepeatClass.GOAL,
                                ProductKind.NOTHING,
                                List.of(Edge.finallyAfter("a1.run"))));
        Primitive run = Shop.named(group, "a1.run");
        assertThat(run.arguments().get("image")).isEqualTo(new Payload.Ref("a1.register", "id"));
        assertThat(run.arguments().get("userData")).isEqualTo(new Payload.Hidden("name", "shop/db-user-data"));
        assertThat(Shop.rights(run)).contains("ec2:RunInstances", "ec2:CreateTags", "iam:PassRole", "kms:CreateGrant");
        assertThat(run.undo()).extracting(Primitive::type).containsExactly("ec2:TerminateInstances");
    }

    @Test
    void theRequestsCarryNameTokenAndEveryDisk() {
        LoweredGroup group = Shop.lower(Purpose.RECOVER, KnownFacts.none(), FROM_SET);

        RegisterImageRequest register = MachineRequests.registerImage(Shop.call(Shop.named(group, "a1.register")));
        assertThat(register.name()).isEqualTo("holdfast-" + Shop.KEY.token(52));
        assertThat(register.architectureAsString()).isEqualTo("arm64");
        assertThat(register.bootModeAsString()).isEqualTo("uefi");
        assertThat(register.rootDeviceName()).isEqualTo("/dev/xvda");
        assertThat(register.blockDeviceMappings())
                .extracting(disk -> disk.deviceName() + "=" + disk.ebs().snapshotId())
                .containsExactly("/dev/xvda=snap-b", "/dev/sdf=snap-d");

        RunInstancesRequest run = MachineRequests.runInstances(
                Shop.call(Shop.named(group, "a1.run"), "image", "ami-1"), "#!".getBytes(StandardCharsets.UTF_8));
        assertThat(run.clientToken()).isEqualTo(Shop.KEY.token(52));
        assertThat(run.imageId()).isEqualTo("ami-1");
        assertThat(run.instanceTypeAsString()).isEqualTo("m6i.large");
        assertThat(run.subnetId()).isEqualTo("subnet-dr");
        assertThat(run.privateIpAddress()).isEqualTo("10.1.0.7");
        assertThat(run.securityGroupIds()).containsExactly("sg-1");
        assertThat(run.iamInstanceProfile().name()).isEqualTo("db-role");
        assertThat(run.userData()).isEqualTo("IyE=");
        assertThat(run.blockDeviceMappings())
                .extracting(disk -> disk.deviceName() + " " + disk.ebs().volumeSize() + " "
                        + disk.ebs().kmsKeyId())
                .containsExactly("/dev/xvda 8 key-dub", "/dev/sdf 100 key-dub");
        assertThat(run.tagSpecifications().get(0).tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("app=shop", "holdfast=1 shop snapshot", "holdfast-key=shop/op-1/3/1");
    }

    @Test
    void aMachineFromAnImageIsOneCall() {
        LoweredGroup group = Shop.lower(
                Purpose.RECOVER,
                KnownFacts.none(),
                new Action.RecoverMachine(
                        "a1", Shop.DB, List.of(there(ProductKind.IMAGE, "ami-9")), Shop.DUBLIN, spec()));

        assertThat(group.primitives()).singleElement().satisfies(run -> {
            assertThat(run.toString())
                    .isEqualTo("a1.run: ec2:RunInstances on ami-9 in aws/111111111111/eu-west-1 [TOKEN]");
            assertThat(run.arguments().get("image")).isEqualTo(Payload.of("ami-9"));
            assertThat(run.expectations()).containsExactly(Expectation.seen("ami-9", "state", "available"));
        });
    }
}
