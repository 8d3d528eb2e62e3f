// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNamesTest {
    private static final Location FRANKFURT = Location.of("aws", "123456789012", "eu-central-1");
    private static final String AZURE_DISK = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/"
            + "providers/Microsoft.Compute/disks/data";

    @Test
    void aLocationComesBackFromItsText() {
        assertThat(Location.parse("aws/123456789012/eu-central-1")).isEqualTo(FRANKFURT);
        assertThat(Location.parse("aws/123456789012/eu-central-1/eu-central-1a"))
                .isEqualTo(FRANKFURT.inZone("eu-central-1a"))
                .hasToString("aws/123456789012/eu-central-1/eu-central-1a");
        assertThat(FRANKFURT.inZone("a").regional()).isEqualTo(FRANKFURT);
        assertThat(FRANKFURT.inZone("a").sameRegion(Location.of("aws", "other", "eu-central-1")))
                .isTrue();
        assertThat(FRANKFURT.sameRegion(Location.of("aliyun", "123456789012", "eu-central-1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aws", "aws/1", "aws/1/r/z/more"})
    void anotherFormOfLocationIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.parse(text))
                .withMessage("Location '" + text
                        + "' is not usable: write provider/account/region or provider/account/region/zone");
    }

    @Test
    void partsOfALocationAreNamedWhenTheyAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.of("aws", " ", "r"))
                .withMessage("account must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.of("aws", "1", "r\n"))
                .withMessage("region 'r\ufffd' must not contain '/' or control characters, nor be longer than 128"
                        + " characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.parse("aws/1/r/"))
                .withMessage("zone must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.of("AWS", "1", "r"))
                .withMessage("Provider id 'AWS' is not usable: write 1 to 32 lower-case letters, digits or hyphens,"
                        + " beginning with a letter");
    }

    @Test
    void anIdComesBackFromItsTextEvenWithSlashes() {
        ResourceId azure = ResourceId.disk(Location.of("azure", "sub", "westeurope"), AZURE_DISK);
        assertThat(ResourceId.parse(azure.toString())).isEqualTo(azure);
        assertThat(azure).hasToString("azure/sub/westeurope/disk/" + AZURE_DISK);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder id = new StringBuilder("i");
            for (int n = random.nextInt(20); n > 0; n--) {
                id.append("/-_. aZ9:\u00e4".charAt(random.nextInt(10)));
            }
            ResourceId one = random.nextBoolean()
                    ? ResourceId.disk(FRANKFURT, id.toString())
                    : ResourceId.machine(FRANKFURT, id.toString());
            assertThat(ResourceId.parse(one.toString())).isEqualTo(one);
        }
    }

    @Test
    void anIdForgetsTheZoneSinceThingsKeepTheirsWhenTheyMove() {
        assertThat(ResourceId.disk(FRANKFURT.inZone("a"), "vol-1")).isEqualTo(ResourceId.disk(FRANKFURT, "vol-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aws/1/r/disk", "aws/1/r/vm/i-1", "vol-1"})
    void anotherFormOfIdIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceId.parse(text))
                .withMessage("Resource id '" + text + "' is not usable: write provider/account/region/disk/ID or"
                        + " provider/account/region/machine/ID");
    }

    @Test
    void anIdHasNoControlCharactersSinceItIsShownInLogs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceId.disk(FRANKFURT, "vol\n1"))
                .withMessage("id 'vol\ufffd1' must not contain control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceId.disk(FRANKFURT, " "))
                .withMessage("id must not be blank");
    }

    @Test
    void aSelectorKnowsWhatItGoesBy() {
        ResourceSelector byTag = ResourceSelector.tag("app", "shop").in(FRANKFURT);
        assertThat(byTag.by()).isEqualTo(ResourceSelector.By.TAG);
        assertThat(byTag.kind()).isEqualTo(ResourceKind.MACHINE);
        assertThat(byTag.disksOnly().kind()).isEqualTo(ResourceKind.DISK);
        assertThat(byTag).hasToString("machines tag app=shop in [aws/123456789012/eu-central-1]");
        ResourceSelector byId = ResourceSelector.of(ResourceId.disk(FRANKFURT, "vol-1"));
        assertThat(byId.locations()).containsExactly(FRANKFURT);
        assertThat(byId).hasToString("disks [aws/123456789012/eu-central-1/disk/vol-1]");
    }

    @Test
    void selectorsAreEqualOnlyIfTheyChooseTheSame() {
        assertThat(ResourceSelector.machines("a, b")).isNotEqualTo(ResourceSelector.machines("a", "b"));
        assertThat(ResourceSelector.tag("a", "b=c")).isNotEqualTo(ResourceSelector.tag("a=b", "c"));
        String longValue = "x".repeat(300);
        assertThat(ResourceSelector.tag("a", longValue + "1")).isNotEqualTo(ResourceSelector.tag("a", longValue + "2"));
        assertThat(ResourceSelector.disks("a").in(FRANKFURT))
                .isEqualTo(ResourceSelector.disks("a").in(FRANKFURT))
                .hasSameHashCodeAs(ResourceSelector.disks("a").in(FRANKFURT));
    }

    @Test
    void aSelectorThatSaysNothingOrContradictsItselfIsRefused() {
        ResourceId disk = ResourceId.disk(FRANKFURT, "vol-1");
        ResourceId machine = ResourceId.machine(FRANKFURT, "i-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSelector.of(List.of()))
                .withMessage("A selector by id needs at least one id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSelector.of(disk, machine))
                .withMessage(
                        "A selector by id takes one kind: " + disk + " and " + machine + " differ; use two selectors");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSelector.machines())
                .withMessage("A selector by name needs at least one name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSelector.tag(" ", "x"))
                .withMessage("key must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceSelector.tag("a", "b").in())
                .withMessage("Name at least one region");
        assertThatIllegalStateException()
                .isThrownBy(() -> ResourceSelector.of(disk).in(FRANKFURT))
                .withMessage("A selector by id has the regions of its ids");
        assertThatIllegalStateException()
                .isThrownBy(() -> ResourceSelector.of(disk).disksOnly())
                .withMessage("A selector by id has the kind of its ids");
    }

    @Test
    void aSecretShowsItselfNowhere() {
        Secret secret = Secret.of("open sesame");
        MachineSpec spec = MachineSpec.builder().name("db").userData(secret).build();

        assertThat(secret).hasToString("Secret[hidden]").isEqualTo(Secret.of("open sesame"));
        assertThat(secret.reveal()).isEqualTo("open sesame");
        assertThat(spec.toString()).doesNotContain("sesame");
        assertThat(secret).isNotEqualTo(Secret.of("other")).isNotEqualTo(Secret.named("open sesame"));
        assertThat(Secret.named("vault/db")).hasToString("Secret[vault/db]");
        assertThatIllegalStateException()
                .isThrownBy(() -> Secret.named("vault/db").reveal())
                .withMessage(
                        "The secret 'vault/db' was stored by its name only: resolve it in the application before it"
                                + " is used");
    }

    @Test
    void aMachineHasOneBootDiskAtMost() {
        DiskSpec boot = new DiskSpec("sda", true, 1, "", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MachineSpec.builder()
                        .name("db")
                        .disks(List.of(boot, boot))
                        .build())
                .withMessage("Machine 'db' has more than one boot disk: mark one");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Disk.builder(ResourceId.machine(FRANKFURT, "i-1")).build())
                .withMessage("aws/123456789012/eu-central-1/machine/i-1 is not a disk");
    }
}
