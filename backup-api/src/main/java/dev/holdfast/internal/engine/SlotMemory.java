// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

/**
 * What refusals showed of slots that others use too. Two numbers are kept: how many slots there are in good times, and how
 * many are left while someone else works. When a start is refused at a number that was held before, someone has begun:
 * the number falls to what was left the last times, and one start more is tried after about as long as they usually
 * take. What was never held is tried too, ever more seldom, since each refusal is a request in vain. Touched by the
 * loop only.
 */
final class SlotMemory {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    /** How long others work until it was seen, and how long the number above the most ever held is left alone at first. */
    private static final long FIRST = 10 * MINUTE;

    private static final long LONGEST = 12 * 60 * MINUTE;

    /** After so many usual times of others the lower number is what there is. */
    private static final int LASTING = 12;

    /** The parts of the usual time after which one start more is tried again and again. */
    private static final double[] AGAIN = {0.4, 0.4, 0.6, 1, 2};

    /** By how much, as a logarithm, the usual time falls when others had ended by then, and rises when they had not. */
    private static final double SHORTER = 0.15;

    private static final double LONGER = 0.25;

    /** So shortly after ours were seen to have ended do we count what the cloud counts; not before all were given back. */
    private static final long SETTLED = SECOND / 5;

    private static final long EXACT = 2 * SECOND;

    private long best;
    private long level;
    private long low;
    private double usual = Math.log(FIRST);
    private long fellAt;
    private long probeAt;
    private int fails;

    /** Others have ended, and the number held is on its way back to what it was. */
    private boolean climbing;

    private long aboveAt;
    private long aboveWait = FIRST;
    private long learnedAt;
    private long endedAt = Long.MIN_VALUE / 2;
    private int unanswered;

    /** A start was refused for the first time when so many others of ours had a slot. */
    SlotMemory(long held, long now) {
        best = Math.max(1, held);
        level = best;
        aboveAt = now + aboveWait;
        learnedAt = now;
    }

    /**
     * Whether one start more may be tried.
     *
     * @param inUse slots of ours in use
     * @param amount how many it takes
     * @return 0 if so; after how many nanoseconds to ask again; negative: when one ends or is answered
     */
    long room(long inUse, long amount, long now) {
        if (unanswered > level / 50) {
            // Whether it was one too many is known in a moment, and then the next need not be in vain.
            return -1;
        }
        if (inUse == 0 || inUse + amount <= level) {
            return 0;
        }
        boolean due = inUse <= level && now >= (level < best ? probeAt : aboveAt);
        if (!due || now - endedAt > EXACT) {
            return -1;
        }
        return Math.max(0, endedAt + SETTLED - now);
    }

    /** One of ours was seen to have ended. */
    void ended(long now) {
        endedAt = now;
    }

    void sent() {
        unanswered++;
    }

    /** It was answered otherwise, or nobody knows. */
    void answered() {
        unanswered = Math.max(0, unanswered - 1);
    }

    /** It was answered, and the slot is ours: there are that many. */
    void accepted(long number, long now) {
        answered();
        climbing &= number < best;
        if (number <= level) {
            return;
        }
        if (number > best) {
            best = number;
            level = number;
            aboveAt = now;
            aboveWait = FIRST;
        } else {
            usual -= fails == 0 ? SHORTER : 0;
            low = level;
            level = best;
            climbing = number < best;
        }
    }

    /**
     * It was refused: that many there are not.
     *
     * @param number how many of ours would have had a slot, itself among them
     * @param amount how many it would have taken
     * @param sentAt when its slot was reserved
     */
    void refused(long number, long amount, long sentAt, long now) {
        answered();
        if (sentAt < learnedAt) {
            // It was sent before the last refusal was known, and shows nothing that this did not.
            return;
        }
        learnedAt = now;
        long left = Math.max(1, number - amount);
        if (number > best) {
            aboveWait = Math.min(LONGEST, aboveWait * 2);
            aboveAt = now + aboveWait;
        } else if (climbing) {
            // Not all came back: so there are no more than these for now, and what is above is tried by and by.
            climbing = false;
            best = left;
            level = left;
            aboveAt = now + FIRST;
        } else if (level == best) {
            fellAt = now;
            fails = 0;
            level = low > 0 ? Math.min(left, low) : left;
            probeAt = now + usual();
        } else if (number > level) {
            usual += fails == 0 ? LONGER : 0;
            probeAt = now + (long) (usual() * AGAIN[Math.min(fails, AGAIN.length - 1)]);
            fails++;
            if (now - fellAt > LASTING * usual()) {
                best = level;
                aboveWait = Math.min(LONGEST, usual());
                aboveAt = now + aboveWait;
            }
        } else {
            level = left;
            probeAt = now + usual();
        }
    }

    private long usual() {
        return (long) Math.exp(usual);
    }

    @Override
    public String toString() {
        return level + " of " + best;
    }
}
