// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.fault;

import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong in a run. Rules may be added while it runs; each has a stream of chance of its own, so a script with
 * the same seed and rules hits the same requests again, and another rule beside shifts nothing.
 */
public final class FaultScript {

    /** What becomes of requests that are under way when their host stops. */
    public enum UnderWay {
        /** They never arrive. */
        LOST,
        /** They arrive as they would have. */
        ARRIVE,
        /** They arrive after {@link FaultScript#lateBy()}. */
        ARRIVE_LATE
    }

    /**
     * A fault at a moment instead of at a request.
     *
     * @param after counted from the start of the world
     * @param fault {@link Fault.RegionDies} or {@link Fault.RegionReturns}
     */
    public record Timed(Duration after, Fault fault) {}

    private final Chance chance;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Timed> timed = new ArrayList<>();
    private UnderWay underWay = UnderWay.LOST;
    private Duration lateBy = Duration.ofMinutes(1);

    /** An empty script. */
    public FaultScript(long seed) {
        this.chance = Chance.of(seed).named("faults");
    }

    /** Adds a rule. */
    public FaultScript when(Match match, Fault fault) {
        rules.add(new Rule(match, fault, chance.named("rule-" + rules.size())));
        return this;
    }

    /** Adds the death or return of a region at a moment; takes effect only before the world is made. */
    public FaultScript at(Duration afterStart, Fault fault) {
        if (!(fault instanceof Fault.RegionDies) && !(fault instanceof Fault.RegionReturns)) {
            throw new IllegalArgumentException("only the death and return of a region happen by themselves");
        }
        timed.add(new Timed(afterStart, fault));
        return this;
    }

    /**
     * Says what becomes of requests under way when a host stops.
     *
     * @param by how late they arrive, where they arrive late
     */
    public FaultScript whenHostStops(UnderWay what, Duration by) {
        underWay = what;
        lateBy = by;
        return this;
    }

    /** What becomes of requests under way when a host stops. */
    public UnderWay underWay() {
        return underWay;
    }

    /** How late a request arrives whose host has stopped. */
    public Duration lateBy() {
        return lateBy;
    }

    /** Faults by moment. */
    public List<Timed> timed() {
        return List.copyOf(timed);
    }

    /** What goes wrong with a request; called once for each, in the order they are sent. */
    public List<Fault> next(Envelope request, long number) {
        List<Fault> hit = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.hits(request, number)) {
                hit.add(rule.fault);
            }
        }
        return hit;
    }

    private static final class Rule {
        private final Match match;
        private final Fault fault;
        private final Chance chance;
        private long matched;

        Rule(Match match, Fault fault, Chance chance) {
            this.match = match;
            this.fault = fault;
            this.chance = chance;
        }

        boolean hits(Envelope request, long number) {
            if (!match.fits(request, number)) {
                return false;
            }
            matched++;
            return (match.nth() == 0 || match.nth() == matched)
                    && (match.probability() >= 1 || chance.happens(match.probability()));
        }
    }
}
