// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.protection.Loss;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {
    private static final Location FRANKFURT = Location.of("aws", "1", "eu-central-1");
    private static final Location DUBLIN = Location.of("aws", "1", "eu-west-1");

    @Test
    void thePlanOfTheReadmeIsGood() {
        RecoveryPlan plan = RecoveryPlan.named("shop")
                .from(FRANKFURT)
                .to(DUBLIN)
                .objectives(RecoveryObjectives.rpo(Duration.ofMinutes(15)).rto(Duration.ofMinutes(30)))
                .group("data", g -> g.machines("db").healthCheck(HealthCheck.tcp(5432)))
                .group("web", g -> g.machines("web-1", "web-2").after("data"))
                .subnet("subnet-prod", "subnet-dr")
                .drillSubnet("subnet-isolated")
                .build();

        assertThat(plan.loss()).isEqualTo(Loss.REGION);
        assertThat(plan.groups()).extracting(RecoveryGroup::name).containsExactly("data", "web");
        assertThat(plan.objectives()).isEqualTo(new RecoveryObjectives(Duration.ofMinutes(15), Duration.ofMinutes(30)));
    }

    @Test
    void aPlanInsideOneRegionIsForTheLossOfAMachine() {
        RecoveryPlan plan = good().to(FRANKFURT.inZone("b")).build();

        assertThat(plan.loss()).isEqualTo(Loss.MACHINE);
    }

    @Test
    void whatIsMissingIsNamedWithTheCallThatAddsIt() {
        refused("A recovery plan needs a name", () -> RecoveryPlan.named(" "));
        refused(
                "Recovery plan 'shop' does not say where its machines run: call from(...)",
                () -> RecoveryPlan.named("shop").to(DUBLIN).build());
        refused(
                "Recovery plan 'shop' does not say where they come back: call to(...)",
                () -> RecoveryPlan.named("shop").from(FRANKFURT).build());
        refused(
                "Recovery plan 'shop' has no group: add one with group(...)",
                () -> RecoveryPlan.named("shop").from(FRANKFURT).to(DUBLIN).build());
        refused(
                "Recovery plan 'shop' has no machine in group 'web': name at least one",
                () -> good().group("web", g -> g.after("data")).build());
        refused(
                "Recovery plan 'shop' has a machine without a name in group 'web'",
                () -> good().group("web", g -> g.machines(" ")).build());
        refused(
                "Recovery plan 'shop' has a group without a name",
                () -> good().group("", g -> g.machines("x")).build());
    }

    @Test
    void whatStandsTwiceOrNowhereIsNamed() {
        refused(
                "Recovery plan 'shop' has two groups named 'data': rename one",
                () -> good().group("data", g -> g.machines("x")).build());
        refused(
                "Recovery plan 'shop' names machine 'db' in group 'data' and in group 'web': keep it in one",
                () -> good().group("web", g -> g.machines("db")).build());
        refused(
                "Recovery plan 'shop' names machine 'x' in group 'web' and in group 'web': keep it in one",
                () -> good().group("web", g -> g.machines("x", "x")).build());
        refused(
                "Recovery plan 'shop' lets group 'web' wait for 'dat', which is not a group of it: name one of [data, web]",
                () -> good().group("web", g -> g.machines("x").after("dat")).build());
        refused(
                "Recovery plan 'shop' overrides machine 'nobody', which is in none of its groups: add it to one, or remove the"
                        + " override",
                () -> good().override("nobody", MachineSpec.builder().build()).build());
    }

    @Test
    void groupsThatWaitForEachOtherAreNamedInOrder() {
        refused(
                "Recovery plan 'shop' lets groups wait for each other in a circle: a after c after b after a; remove one"
                        + " of these",
                () -> good().group("a", g -> g.machines("1").after("c"))
                        .group("b", g -> g.machines("2").after("a"))
                        .group("c", g -> g.machines("3").after("data", "b"))
                        .build());
        refused(
                "Recovery plan 'shop' lets groups wait for each other in a circle: a after a; remove one of these",
                () -> good().group("a", g -> g.machines("1").after("a")).build());
        refused(
                "Recovery plan 'shop' lets groups wait for each other in a circle: b after c after b; remove one of"
                        + " these",
                () -> good().group("a", g -> g.machines("1").after("b"))
                        .group("b", g -> g.machines("2").after("c"))
                        .group("c", g -> g.machines("3").after("b"))
                        .build());
    }

    @Test
    void aDiamondIsNoCircle() {
        RecoveryPlan plan = good().group("a", g -> g.machines("1").after("data"))
                .group("b", g -> g.machines("2").after("data"))
                .group("c", g -> g.machines("3").after("a", "b", "data"))
                .build();

        assertThat(plan.groups()).hasSize(4);
    }

    @Test
    void aChainOfFiveThousandGroupsIsCheckedWithoutDeepRecursion() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            RecoveryPlan.Builder plan = good();
            for (int i = 5_000; i > 0; i--) {
                String before = i == 1 ? "data" : "g" + (i - 1);
                String machine = "m" + i;
                plan.group("g" + i, g -> g.machines(machine).after(before));
            }
            assertThat(plan.build().groups()).hasSize(5_001);

            plan.group("last", g -> g.machines("x").after("g5000", "end"))
                    .group("end", g -> g.machines("y").after("last"));
            refused(
                    "Recovery plan 'shop' lets groups wait for each other in a circle: last after end after last; remove"
                            + " one of these",
                    plan::build);
        });
    }

    @Test
    void objectivesArePositive() {
        refused("rpo must be positive but is PT0S", () -> RecoveryObjectives.rpo(Duration.ZERO));
        refused(
                "rto must be positive but is PT-1S",
                () -> RecoveryObjectives.none().rto(Duration.ofSeconds(-1)));
    }

    @Test
    void aHealthCheckSaysWhatIsWrong() {
        refused("A health check needs a port between 1 and 65535 but has 0", () -> HealthCheck.tcp(0));
        refused("A health check needs a port between 1 and 65535 but has 65536", () -> HealthCheck.http(65536, "/"));
        refused("The path of an HTTP health check begins with '/'", () -> HealthCheck.http(80, "health"));
        refused("A health check by host action needs the action's name", () -> HealthCheck.hostAction(" "));
        refused(
                "A health check by host action takes no port but has 80",
                () -> new HealthCheck(HealthCheck.Kind.HOST_ACTION, 80, "x", Duration.ofSeconds(1)));
        refused(
                "A health check needs a positive time but has PT0S",
                () -> HealthCheck.tcp(1).within(Duration.ZERO));
        assertThat(HealthCheck.tcp(5432).within()).isEqualTo(HealthCheck.DEFAULT_WITHIN);
    }

    private static RecoveryPlan.Builder good() {
        return RecoveryPlan.named("shop").from(FRANKFURT).to(DUBLIN).group("data", g -> g.machines("db"));
    }

    private static void refused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
