// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.fault;

import java.time.Duration;

/** Something that goes wrong with one request. */
public sealed interface Fault {

    /** Refused as too many, though it is not. */
    record Throttle() implements Fault {}

    /** It never arrives. */
    record LoseRequest() implements Fault {}

    /** It takes effect, but its answer never comes. */
    record LoseAnswer() implements Fault {}

    /**
     * It takes effect later, even when its sender has gone by then.
     *
     * @param by how much later
     */
    record LateArrival(Duration by) implements Fault {}

    /**
     * Its answer comes later.
     *
     * @param by how much later
     */
    record LateAnswer(Duration by) implements Fault {}

    /**
     * It is refused with this error, without effect.
     *
     * @param code the cloud's error code
     * @param status the HTTP status
     */
    record HardError(String code, int status) implements Fault {}

    /**
     * The call succeeds; what it makes fails afterwards.
     *
     * @param debris whether the failed thing stays and has to be deleted, or vanishes
     */
    record FailsLater(boolean debris) implements Fault {}

    /**
     * The work it starts takes this many times as long.
     *
     * @param factor above 1 to be slow
     */
    record Slow(double factor) implements Fault {}

    /** The work it starts never ends. */
    record Stuck() implements Fault {}

    /**
     * What it makes stays invisible to describe and list for this long.
     *
     * @param span counted from the effect, instead of what would have been drawn
     */
    record Invisible(Duration span) implements Fault {}

    /**
     * A region dies as the request is sent.
     *
     * @param region which
     * @param refusing whether its endpoints refuse connections, or say nothing
     */
    record RegionDies(String region, boolean refusing) implements Fault {}

    /**
     * A region comes back as the request is sent.
     *
     * @param region which
     */
    record RegionReturns(String region) implements Fault {}
}
