// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import java.time.Duration;

/**
 * How much faster a cloud is than the one that it is like, where it runs by the real clock and nobody wants to wait for
 * it: what takes it long takes a part of that, by a factor that whoever shows figures states with them.
 *
 * <p>Its clock is the real one, with the moments and the pace of everybody else. So what hosts and guests count by their
 * own clocks is untouched: deadlines of calls, leases, the dead-man of a guest that is held still. A clock of the cloud
 * that runs faster would need every moment and every duration between host and cloud to be converted, and let guests go
 * too early.
 *
 * <p>Rates are hurried too, unless said otherwise: so many calls in a second of the real cloud are that many in a part of
 * a second of this one. With work that is 60 times shorter and calls that are allowed as seldom as before, copies would
 * free their slots faster than calls could fill them, and a cloud whose bottleneck is its slots would become one whose
 * bottleneck is its rates. What counts things and not time stays as it is: slots, stocks, the capacity of a bucket.
 *
 * <p>The provider declares its limits, expected durations, intervals and bounds by the same numbers, so the engine
 * neither starves nor asks for more than it may. Two of these do not get as short as the factor says, as the machine that
 * all this runs on does not get faster: nothing is looked at more often than every {@link #LEAST_LOOK}, and what was made
 * is expected to be shown within {@link #LEAST_VISIBLE}, however slowly threads and processes get their turns; it is in
 * fact shown earlier.
 *
 * <p>Some things are not hurried: the way of a request, some milliseconds; what programs on machines time by themselves;
 * how long tokens are remembered; and {@code Retry-After}, which knows whole seconds only.
 *
 * @param durations what the cloud's work and its delays of visibility are divided by, at least 1
 * @param rates what refills and windows are divided by, and bandwidths multiplied, at least 1
 */
public record Hurry(int durations, int rates) {
    /** As fast as the cloud that it is like. */
    public static final Hurry NONE = new Hurry(1, 1);

    /** The longest: beyond it, windows of a minute come down to where a clock's milliseconds count. */
    public static final int MOST = 1_000;

    /** Nothing is declared to be looked at more often, unless the cloud that it is like is. */
    public static final Duration LEAST_LOOK = Duration.ofMillis(100);

    /** No bound of visibility is declared shorter, unless the cloud that it is like has one. */
    public static final Duration LEAST_VISIBLE = Duration.ofSeconds(2);

    /**
     * Checks the factors.
     *
     * @throws IllegalArgumentException if one is below 1 or above {@link #MOST}
     */
    public Hurry {
        if (durations < 1 || durations > MOST || rates < 1 || rates > MOST) {
            throw new IllegalArgumentException("A cloud is hurried by 1 to " + MOST + ", in whole numbers, not by "
                    + durations + " and its rates by " + rates);
        }
    }

    /**
     * How long something takes that the cloud does.
     *
     * @param like how long it takes the cloud that it is like
     * @return the part
     */
    public Duration work(Duration like) {
        return like.dividedBy(durations);
    }

    /**
     * In what time a bucket wins back one call.
     *
     * @param like in what time the cloud that it is like does
     * @return the part
     */
    public Duration refill(Duration like) {
        return like.dividedBy(rates);
    }

    /**
     * How long a window is, or a pause between two calls.
     *
     * @param like how long it is in the cloud that it is like
     * @return the part, in whole milliseconds: on these, all agree who read one clock
     */
    public Duration window(Duration like) {
        return rates == 1 ? like : Duration.ofMillis(like.dividedBy(rates).toMillis());
    }

    /**
     * The least time between two looks, as it is declared.
     *
     * @param like that of the cloud that it is like
     * @return the part, or {@link #LEAST_LOOK}
     */
    public Duration look(Duration like) {
        return longer(work(like), shorter(like, LEAST_LOOK));
    }

    /**
     * A bound of visibility, as it is declared.
     *
     * @param like that of the cloud that it is like
     * @return the part, or {@link #LEAST_VISIBLE}
     */
    public Duration visible(Duration like) {
        return longer(work(like), shorter(like, LEAST_VISIBLE));
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? two : one;
    }

    private static Duration shorter(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? one : two;
    }
}
