// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.marks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.operation.OperationId;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.StepKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarkSetTest {
    private static final Seal SEAL =
            new Seal("0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    private static final ResourceId DISK =
            ResourceId.disk(Location.of("aws", "123456789012", "eu-central-1"), "vol-0123456789abcdef0");
    private static final ResourceId AZURE_DISK = ResourceId.disk(
            Location.of("azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "westeurope"),
            "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute/disks/d");
    private static final MarkSet GOOD = new MarkSet(
            new StepKey("shop", new OperationId("op-7f3a"), 12, 1),
            ProductKind.SNAPSHOT,
            new RecoveryPointId("p-20260102-01"),
            1,
            MarkSet.Source.of(DISK),
            ConsistencyLevel.APPLICATION,
            null,
            Instant.parse("2026-01-02T03:04:00Z"),
            new MarkSet.Keep("nightly", null, false));

    @Test
    void theExampleOfTheSpecificationIsWritten() {
        assertThat(GOOD.format())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "holdfast",
                        "1:shop:snapshot",
                        "holdfast-key",
                        "1:shop.op-7f3a.12.1",
                        "holdfast-point",
                        "1:p-20260102-01:1",
                        "holdfast-data",
                        "1:20260102T030400.000Z:application:@none:aws:123456789012:eu-central-1:disk:vol-0123456789abcdef0",
                        "holdfast-keep",
                        "1:nightly:@none:free"));
        assertThat(GOOD.sealed(SEAL)).containsOnlyKeys(Marks.ALL);
        // Worked out apart.
        assertThat(GOOD.sealed(SEAL).get(Marks.SEAL)).isEqualTo("1:5iAKE61kavTl7QaYeSQji2CFWE-gQV3op_Ol2K69w6k");
    }

    @Test
    void whatIsWrittenIsReadBackAndAllowedByEveryCloud() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 3_000; i++) {
            MarkSet marks = draw(random);

            Map<String, String> sealed = marks.sealed(SEAL);

            assertThat(MarkSet.parse(sealed)).isEqualTo(marks);
            assertThat(SEAL.holds(sealed)).isTrue();
            assertThat(sealed.values()).allMatch(value -> value.matches("1:[A-Za-z0-9._:@-]{1,126}"), "in the grammar");
        }
    }

    @Test
    void theLongestPartsStillFit() {
        MarkSet longest = new MarkSet(
                new StepKey("A".repeat(32), new OperationId("z".repeat(40)), Integer.MAX_VALUE, Integer.MAX_VALUE),
                ProductKind.VAULT_POINT,
                new RecoveryPointId("p".repeat(64)),
                999_999_999,
                MarkSet.Source.of(ResourceId.disk(Location.of("aws", "1", "r"), "d".repeat(67))),
                ConsistencyLevel.FILE_SYSTEM,
                ConsistencyLevel.APPLICATION,
                Instant.parse("9999-12-31T23:59:59.999Z"),
                new MarkSet.Keep("k".repeat(64), Instant.parse("9999-12-31T23:59:59.999Z"), true));

        assertThat(longest.source()).isNotNull();
        assertThat(Objects.requireNonNull(longest.source()).text()).hasSize(80);
        assertThat(MarkSet.parse(longest.format())).isEqualTo(longest);
        assertThat(longest.format().get(Marks.DATA)).hasSize(127);
    }

    @Test
    void whatDoesNotFitIsWrittenAsADigestAndStillFound() {
        MarkSet.Source source = MarkSet.Source.of(AZURE_DISK);

        assertThat(source.text()).matches("@[0-9a-f]{32}");
        assertThat(source.id()).isNull();
        assertThat(source.matches(AZURE_DISK)).isTrue();
        assertThat(source.matches(DISK)).isFalse();
        assertThat(MarkSet.Source.of(DISK).id()).isEqualTo(DISK);
        MarkSet.Keep keep = new MarkSet.Keep("Jede Nacht & am Sonntag", null, false);
        assertThat(keep.policy()).matches("@[0-9a-f]{32}");
        assertThat(keep.isBy("Jede Nacht & am Sonntag")).isTrue();
        assertThat(keep.isBy("other")).isFalse();
        assertThat(new MarkSet.Keep(null, null, true).isBy("other")).isFalse();
    }

    @Test
    void everyChangeOfAMarkBreaksTheSeal() {
        Map<String, String> sealed = GOOD.sealed(SEAL);
        for (String name : Marks.ALL) {
            String value = Objects.requireNonNull(sealed.get(name));
            for (int i = 0; i < value.length(); i++) {
                Map<String, String> changed = new TreeMap<>(sealed);
                changed.put(
                        name, value.substring(0, i) + (value.charAt(i) == 'a' ? 'b' : 'a') + value.substring(i + 1));
                assertThat(MarkReading.of(changed, "shop", SEAL).standing())
                        .as("%s at %s", name, i)
                        .isIn(MarkReading.Standing.SUSPECT, MarkReading.Standing.STRANGER);
            }
            Map<String, String> missing = new TreeMap<>(sealed);
            missing.remove(name);
            assertThat(MarkReading.of(missing, "shop", SEAL).standing())
                    .as("without %s", name)
                    .isEqualTo(MarkReading.Standing.SUSPECT);
        }
        assertThat(new Seal(new byte[32]).holds(sealed)).isFalse();
    }

    @Test
    void aValueMovedToAnotherMarkBreaksTheSeal() {
        Map<String, String> changed = new HashMap<>(GOOD.sealed(SEAL));
        changed.put(Marks.POINT, Objects.requireNonNull(changed.get(Marks.KEEP)));
        assertThat(SEAL.holds(changed)).isFalse();
    }

    @Test
    void whoseAThingIsIsReadOffItsMarks() {
        Map<String, String> sealed = new HashMap<>(GOOD.sealed(SEAL));
        sealed.put("Name", "the user's own <tag>");
        assertThat(MarkReading.of(sealed, "shop", SEAL))
                .isEqualTo(new MarkReading(MarkReading.Standing.OURS, GOOD, ""));
        assertThat(MarkReading.of(sealed, "other", SEAL).standing()).isEqualTo(MarkReading.Standing.STRANGER);
        assertThat(MarkReading.of(Map.of("Name", "db"), "shop", SEAL).standing())
                .isEqualTo(MarkReading.Standing.UNMARKED);
        assertThat(MarkReading.of(Map.of(Marks.HOLDFAST, "2:other:hologram"), "shop", SEAL)
                        .standing())
                .isEqualTo(MarkReading.Standing.STRANGER);
        assertThat(MarkReading.of(Map.of(Marks.HOLDFAST, "2:shop:hologram"), "shop", SEAL))
                .isEqualTo(new MarkReading(
                        MarkReading.Standing.SUSPECT,
                        null,
                        "Mark 'holdfast' is not readable: a format that this version does not know; it knows 1:"));
        assertThat(MarkReading.of(Map.of(Marks.HOLDFAST, ""), "shop", SEAL).standing())
                .isEqualTo(MarkReading.Standing.SUSPECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holdfast | 1:shop:snapshot-set | A mark names the kind of one thing, not SNAPSHOT_SET",
                "holdfast | 1:shop | 1 parts",
                "holdfast | 1:shop:Snapshot | a kind of thing that this version does not know",
                "holdfast | 1:shop:snap<shot | not 1 to 128 letters",
                "holdfast-key | 1:other.op-7f3a.12.1 | another installation than in holdfast",
                "holdfast-key | 1:shop.op-7f3a.012.1 | A step key has the form",
                "holdfast-key | shop/op-7f3a/12/1 | not 1 to 128 letters",
                "holdfast-point | 1:p:0 | the number of members is not a positive number",
                "holdfast-point | 1:p:01 | the number of members is not a positive number",
                "holdfast-point | 1:p:-1 | the number of members is not a positive number",
                "holdfast-point | 1:p:9999999999 | the number of members is not a positive number",
                "holdfast-point | 1::1 | A recovery point id is 1 to 64",
                "holdfast-point | 1:@p:1 | A recovery point id is 1 to 64",
                "holdfast-data | 1:20260102T030400.000Z:crash | 2 parts",
                "holdfast-data | 1:@none:crash:crash | the moment is missing",
                "holdfast-data | 1:20260230T030400.000Z:crash:crash | a moment has the form",
                "holdfast-data | 1:2026-01-02T03.04.00Z:crash:crash | a moment has the form",
                "holdfast-data | 1:20260102T030400.000Z:@none:crash | the level asked for is missing",
                "holdfast-data | 1:20260102T030400.000Z:best:crash | a level of consistency that this version",
                "holdfast-data | 1:20260102T030400.000Z:crash:crash:@abc | a source is provider",
                "holdfast-data | 1:20260102T030400.000Z:crash:crash:aws:1:r:DISK:v | a source is written in one way",
                "holdfast-data | 1:20260102T030400.000Z:crash:crash:aws:1:r:vm:v | Resource id",
                "holdfast-data | 1:20260102T030400.000Z:crash:crash:aws:1:r:disk: | a source has parts of",
                "holdfast-keep | 1:nightly:@none | 2 parts",
                "holdfast-keep | 1:nightly:@none:maybe | the last part is neither hold nor free",
                "holdfast-keep | 1:@other:@none:free | the policy has no form that is known",
                "holdfast-keep | 1::@none:free | the policy has no form that is known",
                "holdfast-keep | 1:nightly:soon:free | a moment has the form",
            })
    void whatIsMalformedIsRefusedByName(String name, String value, String why) {
        Map<String, String> marks = new HashMap<>(GOOD.format());
        marks.put(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MarkSet.parse(marks))
                .satisfies(e -> assertThat(e.getMessage()).contains(why));
        assertThat(MarkReading.of(marks, "shop", SEAL).standing()).isEqualTo(MarkReading.Standing.SUSPECT);
    }

    @Test
    void randomRubbishIsNeverOursAndNeverThrows() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 5_000; i++) {
            Map<String, String> marks = new HashMap<>(GOOD.sealed(SEAL));
            StringBuilder rubbish = new StringBuilder(random.nextBoolean() ? "1:" : "");
            for (int n = random.nextInt(140); n > 0; n--) {
                rubbish.append("aZ9.:@-_/<>%&\\? \n\u00e4\ud83d".charAt(random.nextInt(19)));
            }
            marks.put(Marks.ALL.get(random.nextInt(Marks.ALL.size())), rubbish.toString());

            assertThat(MarkReading.of(marks, "shop", SEAL).standing()).isNotEqualTo(MarkReading.Standing.OURS);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProductKind.class,
            names = {"NOTHING", "SNAPSHOT_SET", "MACHINES"})
    void aMarkNamesOneThing(ProductKind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MarkSet(
                        GOOD.key(), kind, GOOD.point(), 1, null, GOOD.asked(), null, GOOD.moment(), GOOD.keep()))
                .withMessage("A mark names the kind of one thing, not " + kind);
    }

    @Test
    void aWeakKeyIsRefusedAndNoKeyIsShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Seal(new byte[31]))
                .withMessage("The key of the seal has 31 bytes: give at least 32");
        assertThat(SEAL).hasToString("Seal[hidden]");
    }

    private static MarkSet draw(SplittableRandom random) {
        ProductKind[] kinds = {ProductKind.SNAPSHOT, ProductKind.IMAGE, ProductKind.DISK, ProductKind.MACHINE};
        ConsistencyLevel[] levels = ConsistencyLevel.values();
        return new MarkSet(
                new StepKey(
                        random.nextBoolean() ? "aliyun" : "acs-1",
                        new OperationId("op-" + random.nextInt(9)),
                        random.nextInt(1_000),
                        random.nextInt(1, 9)),
                kinds[random.nextInt(kinds.length)],
                new RecoveryPointId(random.nextBoolean() ? "aliyun.x" : "-_."),
                random.nextInt(1, 40),
                source(random),
                levels[random.nextInt(3)],
                random.nextBoolean() ? null : levels[random.nextInt(3)],
                Instant.ofEpochSecond(random.nextLong(10_000_000_000L), random.nextInt(1_000_000_000)),
                new MarkSet.Keep(
                        random.nextBoolean() ? null : random.nextBoolean() ? "aliyun" : "täglich/nachts",
                        random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextLong(10_000_000_000L)),
                        random.nextBoolean()));
    }

    private static MarkSet.@Nullable Source source(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> MarkSet.Source.of(DISK);
            default -> MarkSet.Source.of(AZURE_DISK);
        };
    }
}
