// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.operation.OperationId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepKeyTest {
    private static final StepKey KEY = new StepKey("shop", new OperationId("op-1"), 3, 2);

    @Test
    void aTokenIsTheSameInEveryProcessAndRelease() {
        // Worked out apart: "h" and base32 of SHA-256("shop/op-1/3/2").
        assertThat(KEY.token(52)).isEqualTo("hhkkg4i4ikd2g7puaeuehx3xd6twyakwohkvobkn3b4q67wjzxdl");
        assertThat(KEY.token(16)).isEqualTo(KEY.token(52).substring(0, 16));
    }

    @Test
    void tokensDifferWhereKeysDiffer() {
        Set<String> tokens = new HashSet<>();
        for (int step = 0; step < 100; step++) {
            for (int generation = 1; generation <= 20; generation++) {
                for (String installation : new String[] {"shop", "shop-1", "Shop"}) {
                    tokens.add(new StepKey(installation, new OperationId("op"), step, generation).token(16));
                }
            }
        }
        assertThat(tokens).hasSize(6_000).allMatch(token -> token.matches("h[a-z2-7]{15}"));
        assertThat(KEY.token(52)).matches("h[a-z2-7]{51}").hasSizeLessThanOrEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 15, 53, 64})
    void aTokenOfAnotherLengthIsRefused(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KEY.token(length))
                .withMessage("A token of " + length + " characters would not be safe or possible");
    }

    @Test
    void bothFormsComeBack() {
        StepKey longest =
                new StepKey("A".repeat(32), new OperationId("0".repeat(40)), Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (StepKey key : new StepKey[] {KEY, longest, new StepKey("aliyun-1", new OperationId("-"), 0, 1)}) {
            assertThat(StepKey.parse(key.toString())).isEqualTo(key);
            assertThat(StepKey.ofMark(key.mark())).isEqualTo(key);
            assertThat(key.mark()).hasSizeLessThanOrEqualTo(97).matches("1:[A-Za-z0-9.-]+");
        }
        assertThat(KEY).hasToString("shop/op-1/3/2");
        assertThat(KEY.mark()).isEqualTo("1:shop.op-1.3.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "shop/op/1",
                "shop/op/1/1/1",
                "shop/op/x/1",
                "shop/op/01/1",
                "shop/op/+1/1",
                "shop/op/2147483648/1",
                "shop/op/99999999999/1"
            })
    void anotherFormIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepKey.parse(text))
                .withMessage("A step key has the form installation/operation/step/generation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop.op.1.1", "2:shop.op.1.1", "1:shop.op.1", "1:shop.op.1.1.1", "1:shop/op/1/1"})
    void anotherMarkIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepKey.ofMark(text))
                .withMessage("The mark of a step key has the form 1:installation.operation.step.generation");
    }

    @Test
    void partsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepKey("a.b", new OperationId("op"), 1, 1))
                .withMessage("An installation's name is 1 to 32 letters, digits or hyphens");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepKey("shop", new OperationId("op"), -1, 1))
                .withMessage("Step -1, generation 1 cannot be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepKey("shop", new OperationId("op"), 1, 0))
                .withMessage("Step 1, generation 0 cannot be");
    }
}
