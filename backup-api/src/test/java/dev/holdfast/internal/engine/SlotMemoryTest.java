// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is learned of slots by their refusals, played against a cloud that another tool shares. */
class SlotMemoryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    /** A cloud with slots, ours and another tool's; ours end one each minute. */
    private static final class Cloud {
        final SlotMemory memory;
        long now;
        long inUse;
        long refused;
        long most;

        Cloud(long held) {
            memory = new SlotMemory(held, 0);
            inUse = held;
        }

        /** For so many minutes there are so many slots: one of ours ends each minute, and as many are tried as may be. */
        Cloud minutes(int minutes, long slots) {
            most = 0;
            for (int i = 0; i < minutes; i++) {
                now += MINUTE;
                inUse = Math.max(0, inUse - 1);
                memory.ended(now);
                now += SECOND;
                while (memory.room(inUse, 1, now) == 0) {
                    start(slots);
                }
                most = Math.max(most, inUse);
            }
            return this;
        }

        private void start(long slots) {
            memory.sent();
            if (inUse + 1 <= slots) {
                inUse++;
                memory.accepted(inUse, now);
            } else {
                refused++;
                memory.refused(inUse + 1, 1, now, now);
            }
            now += SECOND / 20;
        }
    }

    @Test
    void whatIsThereIsHeldAndWhatIsNotIsTriedEverMoreSeldom() {
        Cloud cloud = new Cloud(10).minutes(24 * 60, 10);

        assertThat(cloud.most).isEqualTo(10);
        assertThat(cloud.refused).isLessThanOrEqualTo(8);
    }

    @Test
    void whatAnotherToolTakesIsFoundOnceAndThenKnown() {
        Cloud cloud = new Cloud(10);
        cloud.minutes(60, 10).minutes(30, 6).minutes(60, 10);
        long first = cloud.refused;

        cloud.minutes(8, 6);

        assertThat(cloud.inUse).isEqualTo(6);
        assertThat(cloud.refused - first)
                .as("refusals until the second burst is known")
                .isEqualTo(1);
    }

    @Test
    void whatAnotherToolGivesBackIsUsedAgain() {
        Cloud cloud = new Cloud(10).minutes(60, 10).minutes(30, 6).minutes(60, 10);

        assertThat(cloud.inUse).isEqualTo(10);
    }

    @Test
    void aLimitThatWasRaisedIsFound() {
        Cloud cloud = new Cloud(10).minutes(60, 10).minutes(24 * 60, 14);

        assertThat(cloud.inUse).isEqualTo(14);
    }

    @Test
    void manyBurstsCostFewRefusalsAndFewSlots() {
        Cloud cloud = new Cloud(10);
        long held = 0;
        long left = 0;
        for (int i = 0; i < 50; i++) {
            int burst = 20 + i * 7 % 20;
            int calm = 45 + i * 11 % 40;
            for (int minute = 0; minute < burst + calm; minute++) {
                long slots = minute < burst ? 6 : 10;
                cloud.minutes(1, slots);
                held += Math.min(slots, cloud.inUse);
                left += slots;
            }
        }

        assertThat((double) held / left).as("part of what was left").isGreaterThan(0.92);
        assertThat(cloud.refused).as("refusals in 50 bursts").isLessThan(150);
    }

    @Test
    void refusalsOfCallsThatWereUnderWayShowNothingNew() {
        SlotMemory memory = new SlotMemory(50, MINUTE);

        for (int i = 0; i < 11; i++) {
            memory.refused(52 + i, 1, MINUTE - SECOND, MINUTE + SECOND);
        }

        assertThat(memory).hasToString("50 of 50");
        assertThat(memory.room(49, 1, 2 * MINUTE)).isZero();
    }

    @Test
    void oneStartAtATimeIsTriedWhereTheNextMayBeInVain() {
        SlotMemory memory = new SlotMemory(10, 0);

        memory.sent();

        assertThat(memory.room(3, 1, SECOND)).isNegative();
        memory.accepted(4, SECOND);
        assertThat(memory.room(4, 1, SECOND)).isZero();
    }
}
