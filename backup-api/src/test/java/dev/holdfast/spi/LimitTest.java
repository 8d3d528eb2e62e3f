// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitTest {
    @Test
    void everyKindCanBeDeclared() {
        assertThat(Limit.bucket("calls", Limit.Scope.LANE, 100, Duration.ofMillis(50), "doc")
                        .kind())
                .isEqualTo(Limit.Kind.BUCKET);
        assertThat(Limit.window("writes", Limit.Scope.LANE, 300, Duration.ofMinutes(1), "doc")
                        .amount())
                .isEqualTo(300);
        assertThat(Limit.slots("copies", Limit.Scope.DESTINATION, 20, "doc").per())
                .isZero();
        assertThat(Limit.spacing("per-disk", Limit.Scope.RESOURCE, Duration.ofSeconds(15), "doc")
                        .amount())
                .isEqualTo(1);
        assertThat(Limit.order("copies", Limit.Scope.RESOURCE, "doc").amount()).isEqualTo(1);
        assertThat(Limit.stock("snapshots", Limit.Scope.RESOURCE, 256, "doc").kind())
                .isEqualTo(Limit.Kind.STOCK);
    }

    @Test
    void anAmountIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.slots("copies", Limit.Scope.LANE, 0, "doc"))
                .withMessage("Limit 'copies' must be positive but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitUse("copies", "lane", 0))
                .withMessage("The use of limit 'copies' must be positive but is 0");
    }

    @Test
    void aTimeIsGivenWhereItHasAMeaningAndNowhereElse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.bucket("calls", Limit.Scope.LANE, 1, Duration.ZERO, "doc"))
                .withMessage("Limit 'calls' of kind BUCKET needs a time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.spacing("calls", Limit.Scope.LANE, Duration.ofSeconds(-1), "doc"))
                .withMessage("Limit 'calls' of kind SPACING needs a time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limit("n", Limit.Scope.LANE, Limit.Kind.SLOTS, 1, Duration.ofSeconds(1), "doc"))
                .withMessage("Limit 'n' of kind SLOTS takes no time");
    }
}
