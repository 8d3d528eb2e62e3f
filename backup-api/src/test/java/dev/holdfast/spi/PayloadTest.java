// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    @Test
    void anyTreeComesBackFromItsText() {
        for (int seed = 0; seed < 3_000; seed++) {
            Payload tree = new RandomValues(seed, false).tree(6);
            String text = tree.canonical();

            Payload back = Payload.parse(text);

            assertThat(back).as("seed %s", seed).isEqualTo(tree);
            assertThat(back.canonical()).isEqualTo(text);
        }
    }

    @Test
    void aTextCutAnywhereIsRefusedAndNeverHangs() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int seed = 0; seed < 40; seed++) {
                String text = new Payload.Items(List.of(new RandomValues(seed, false).tree(5))).canonical();
                for (int length = 0; length < text.length(); length++) {
                    String cut = text.substring(0, length);
                    assertThatIllegalArgumentException()
                            .as(cut)
                            .isThrownBy(() -> Payload.parse(cut))
                            .withMessageStartingWith("Not readable at character ");
                }
            }
        });
    }

    @Test
    void aTextWithCharactersSwappedIsReadOrRefusedButNothingElse() {
        SplittableRandom random = new SplittableRandom(11);
        for (int seed = 0; seed < 2_000; seed++) {
            StringBuilder text =
                    new StringBuilder(new RandomValues(seed, false).tree(4).canonical());
            text.setCharAt(random.nextInt(text.length()), "{}[]\",:\\u$0-e.t\n\u0000".charAt(random.nextInt(17)));
            try {
                Payload read = Payload.parse(text.toString());
                assertThat(Payload.parse(read.canonical())).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void namesAreSortedWhateverOrderTheyCameIn() {
        SortedMap<String, Payload> backwards = new TreeMap<>(Comparator.<String>reverseOrder());
        backwards.put("a", Payload.of(1));
        backwards.put("b", Payload.of(2));
        SortedMap<String, Payload> forwards =
                new TreeMap<>(backwards.comparator().reversed());
        forwards.putAll(backwards);

        assertThat(new Payload.Fields(backwards).canonical())
                .isEqualTo("{\"a\":1,\"b\":2}")
                .isEqualTo(new Payload.Fields(forwards).canonical())
                .isEqualTo(
                        new Payload.Fields(backwards).with("c", (String) null).canonical());
    }

    @Test
    void theFormsAreAsTheyAre() {
        assertThat(Payload.of("a\"\\\n\u007f\u2028\ud83d\udd12\u00e4").canonical())
                .isEqualTo("\"a\\\"\\\\\\u000a\\u007f\\u2028\\ud83d\\udd12\u00e4\"");
        assertThat(new Payload.Time(Instant.parse("2026-01-02T03:04:05.006Z")).canonical())
                .isEqualTo("{\"$time\":\"2026-01-02T03:04:05.006Z\"}");
        assertThat(new Payload.Ref("snap", "members/vol-1").canonical())
                .isEqualTo("{\"$ref\":[\"snap\",\"members/vol-1\"]}");
        assertThat(new Payload.Hidden("name", "db").canonical()).isEqualTo("{\"$secret\":[\"name\",\"db\"]}");
        assertThat(new Payload.Items(List.of()).canonical()).isEqualTo("[]");
        assertThat(Payload.Fields.EMPTY.canonical()).isEqualTo("{}");
    }

    @Test
    void escapesOfOtherWritersAndSpacesAreRead() {
        assertThat(Payload.parse(" { \"a\" :\t[ \"\\u00E4\\/\\b\\f\\n\\r\\t\" , true ,\r\n false , -7 ] } "))
                .isEqualTo(Payload.Fields.EMPTY.with(
                        "a",
                        new Payload.Items(List.of(
                                Payload.of("\u00e4/\b\f\n\r\t"),
                                Payload.of(true),
                                Payload.of(false),
                                Payload.of(-7)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\":1,\"a\":2}` | `Not readable at character 12: the name 'a' stands twice`",
                "`1.5` | `Not readable at character 3: '1.5' is not a whole number`",
                "`1e3` | `Not readable at character 3: '1e3' is not a whole number`",
                "`01` | `Not readable at character 2: '01' is not a whole number`",
                "`-` | `Not readable at character 1: '-' is not a whole number`",
                "`9223372036854775808` | `Not readable at character 19: '9223372036854775808' is too large`",
                "`null` | `Not readable at character 0: no value begins with this character`",
                "`trux` | `Not readable at character 0: no value begins with this character`",
                "`[1,]` | `Not readable at character 3: no value begins with this character`",
                "`[1 2]` | `Not readable at character 4: ',' or ']' was expected`",
                "`{\"a\" 1}` | `Not readable at character 5: ':' was expected`",
                "`{a:1}` | `Not readable at character 1: a name in quotes was expected`",
                "`1 2` | `Not readable at character 2: something follows the value`",
                "`\"\\x\"` | `Not readable at character 3: an escape that is not known`",
                "`\"\\u12g4\"` | `Not readable at character 6: four hexadecimal digits were expected`",
                "`{\"$new\":1}` | `Not readable at character 10: '$new' is not a form that is known`",
                "`{\"#a\":1,\"$time\":\"x\"}` | `Not readable at character 20: '$time' is not a form that is known`",
                "`{\"$time\":\"noon\"}` | `Not readable at character 16: 'noon' is no moment`",
                "`{\"$ref\":[\"a\"]}` | `Not readable at character 14: '$ref' is not a form that is known`",
            })
    void whatHasAnotherFormIsRefusedWithItsPlace(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\nb\"", "\"\\u\uff11234\"", "", "  ", "{", "\"", "[[", "\"\\"})
    void otherUnreadableTextsAreRefusedToo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.parse(text))
                .withMessageStartingWith("Not readable at character ");
    }

    @Test
    void aLongWrongNumberIsNotEchoedWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.parse("1".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void whatCanBeWrittenAtTheDeepestPlaceCanBeRead() {
        Payload[] leaves = {
            Payload.of("x"), new Payload.Time(Instant.EPOCH), new Payload.Ref("a", "b"), new Payload.Hidden("name", "x")
        };
        for (Payload leaf : leaves) {
            for (int depth = Payload.MAX_DEPTH - 4; depth <= Payload.MAX_DEPTH + 1; depth++) {
                Payload tree = nested(leaf, depth);
                try {
                    assertThat(Payload.parse(tree.canonical())).isEqualTo(tree);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessage("A value is nested deeper than 48");
                    assertThat(depth).isGreaterThan(Payload.MAX_DEPTH - 2);
                }
            }
        }
        assertThat(Payload.parse(nested(Payload.of("x"), Payload.MAX_DEPTH).canonical()))
                .isEqualTo(nested(Payload.of("x"), Payload.MAX_DEPTH));
    }

    @Test
    void textsPastTheCapsAreRefused() {
        String deep = "[".repeat(1_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.parse(deep))
                .withMessage("Not readable at character 49: nesting deeper than 48");
        String longText = " ".repeat(Payload.MAX_LENGTH + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.parse(longText))
                .withMessage("A text of 16777217 characters is longer than the 16777216 read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.of(longText).canonical())
                .withMessage("A value of 16777219 characters is longer than the 16777216 read");
    }

    @Test
    void fieldsKeepTheDollarForTheFormAndHoldNoNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.Fields.EMPTY.with("$time", 1))
                .withMessage("A field must not begin with '$': $time");
        SortedMap<String, Payload> withNull = new TreeMap<>(Collections.singletonMap("a", null));
        assertThatNullPointerException()
                .isThrownBy(() -> new Payload.Fields(withNull))
                .withMessage("a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Payload.Fields.EMPTY.fields().put("a", Payload.of(1)))
                .withMessage(null);
    }

    @Test
    void fieldsSayWhatIsMissing() {
        Payload.Fields fields = Payload.Fields.EMPTY.with("a", 1).with("t", "x");

        assertThat(fields.whole("a")).isEqualTo(1);
        assertThat(fields.text("t")).isEqualTo("x");
        assertThat(fields.truth("b")).isFalse();
        assertThat(fields.items("b")).isEmpty();
        assertThat(fields.with("a", (Payload) null).get("a")).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fields.text("a"))
                .withMessage("There is no text 'a' among [a, t]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fields.whole("b"))
                .withMessage("There is no number 'b' among [a, t]");
    }

    private static Payload nested(Payload leaf, int depth) {
        Payload tree = leaf;
        for (int i = 0; i < depth; i++) {
            tree = new Payload.Items(List.of(tree));
        }
        return tree;
    }
}
