// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.ErrorWords;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The limits of one region, enforced by the cloud. A call first pays its rates, whether it is then refused or not; then
 * pauses, stocks and slots are looked at, and all slots are taken or none.
 */
public final class Limits {

    private final WorldLoop loop;
    private final ErrorWords words;
    private final Map<String, LimitRule> rules = new LinkedHashMap<>();
    private final Map<String, Double> scale = new TreeMap<>();
    private final Map<String, Double> others = new TreeMap<>();
    private final Map<String, Meter> meters = new TreeMap<>();
    private final Map<String, ToLongFunction<Envelope>> stocks = new TreeMap<>();
    private final Map<String, List<Left>> history = new TreeMap<>();
    private final Map<String, Long> admitted = new TreeMap<>();
    private final Map<String, Long> refused = new TreeMap<>();

    /** Limits by these rules. */
    public Limits(WorldLoop loop, ErrorWords words, List<LimitRule> rules) {
        this.loop = loop;
        this.words = words;
        for (LimitRule rule : rules) {
            if (this.rules.put(rule.name(), rule) != null) {
                throw new IllegalArgumentException("two limits are called " + rule.name());
            }
        }
    }

    /**
     * How much of a rule was left from a moment on.
     *
     * @param from the moment
     * @param part of the number that is written down: 0.5 where it was halved, 0.3 where another tool takes 40 % of that
     */
    public record Left(Instant from, double part) {}

    /**
     * How a rule was used so far, by all who use it.
     *
     * @param admitted calls that it let in, or their weights
     * @param refused calls that it refused: more than it allows were sent
     * @param mostInASecond the most that it let in within any second, of all that it counts apart
     * @param mostAtOnce the most slots in use, of all that it counts apart; 0 if it is none of slots
     */
    public record Use(long admitted, long refused, long mostInASecond, long mostAtOnce) {}

    /** How each rule was used so far; rules that no call came under are left out. */
    public Map<String, Use> use() {
        Map<String, Use> use = new TreeMap<>();
        for (String rule : rules.keySet()) {
            long inASecond = 0;
            long atOnce = 0;
            for (Meter meter : meters(rule)) {
                inASecond = Math.max(inASecond, meter.mostInASecond);
                atOnce = Math.max(atOnce, meter.mostAtOnce);
            }
            Use seen = new Use(admitted.getOrDefault(rule, 0L), refused.getOrDefault(rule, 0L), inASecond, atOnce);
            if (seen.admitted + seen.refused > 0) {
                use.put(rule, seen);
            }
        }
        return use;
    }

    private List<Meter> meters(String rule) {
        List<Meter> of = new ArrayList<>();
        for (Map.Entry<String, Meter> meter : meters.entrySet()) {
            if (meter.getKey().startsWith(rule + "|")) {
                of.add(meter.getValue());
            }
        }
        return of;
    }

    /** How much of a rule was left, from the first change on; empty where there was none. */
    public List<Left> left(String rule) {
        known(rule);
        return List.copyOf(history.getOrDefault(rule, List.of()));
    }

    private void changed(String rule) {
        history.computeIfAbsent(rule, r -> new ArrayList<>()).add(new Left(loop.now(), factor(rule)));
    }

    /** All rules. */
    public List<LimitRule> rules() {
        return List.copyOf(rules.values());
    }

    /** Says how a stock is counted; a stock that nobody counts is empty. */
    public void countStock(String rule, ToLongFunction<Envelope> counter) {
        stocks.put(rule, counter);
    }

    /** Changes the numbers of a rule at run time: 0.5 halves them, 1.5 adds a half; a pause is divided by it. */
    public void scale(String rule, double factor) {
        known(rule);
        settle(rule);
        scale.put(rule, factor);
        changed(rule);
    }

    /**
     * Another tool of the same account takes a share of a limit in bursts, from now on.
     *
     * @param share part taken during a burst, 0 to 1
     * @param burst median length of a burst
     * @param calm median length of the calm between two
     */
    public void anotherTool(String rule, double share, Duration burst, Duration calm, Chance chance) {
        known(rule);
        burst(rule, share, burst, calm, chance);
    }

    private void burst(String rule, double share, Duration burst, Duration calm, Chance chance) {
        loop.inBackground(chance.around(calm, 0.4), () -> {
            settle(rule);
            others.put(rule, share);
            changed(rule);
            loop.inBackground(chance.around(burst, 0.4), () -> {
                settle(rule);
                others.remove(rule);
                changed(rule);
                burst(rule, share, burst, calm, chance);
            });
        });
    }

    /**
     * Lets a call in.
     *
     * @return slots taken, to be given back when the work ends
     * @throws Refusal if a limit forbids it
     */
    public List<Lease> admit(Envelope request) {
        List<LimitRule> mine = new ArrayList<>();
        for (LimitRule rule : rules.values()) {
            if (rule.apis().contains(request.api())) {
                mine.add(rule);
            }
        }
        for (LimitRule rule : mine) {
            if (rule.limit() instanceof Limit.Bucket || rule.limit() instanceof Limit.Window) {
                Meter meter = meter(rule, rule.key(request));
                if (!meter.take(loop.now(), rule.weighted() ? request.weight() : 1, factor(rule.name()))) {
                    throw refuse(rule, request, meter.wait(loop.now(), factor(rule.name())));
                }
            }
        }
        for (LimitRule rule : mine) {
            long weight = rule.weighted() ? request.weight() : 1;
            if (rule.limit() instanceof Limit.Stock stock && stocks.containsKey(rule.name())) {
                long there = stocks.getOrDefault(rule.name(), e -> 0).applyAsLong(request);
                if (there + weight > Math.floor(stock.count() * factor(rule.name()))) {
                    throw refuse(rule, request, null);
                }
            }
            if (rule.limit() instanceof Limit.Slots || rule.limit() instanceof Limit.Spacing) {
                if (!meter(rule, rule.key(request)).hasRoom(loop.now(), weight, factor(rule.name()))) {
                    throw refuse(rule, request, null);
                }
            }
        }
        List<Lease> leases = new ArrayList<>();
        for (LimitRule rule : mine) {
            long weight = rule.weighted() ? request.weight() : 1;
            Meter meter = meter(rule, rule.key(request));
            if (rule.limit() instanceof Limit.Slots) {
                meter.used += weight;
                leases.add(new Lease(rule.name(), () -> meter.used -= weight));
            } else if (rule.limit() instanceof Limit.Spacing) {
                meter.last = loop.now();
            }
            meter.count(loop.now(), weight);
            admitted.merge(rule.name(), weight, Long::sum);
        }
        return leases;
    }

    /**
     * When bytes sent now through the bandwidth rules of this call have passed, no sooner: each rule is a pipe that is
     * filled in order. A call without such a rule is not held up.
     */
    public Instant passed(Envelope request, long bytes) {
        Instant end = loop.now();
        for (LimitRule rule : rules.values()) {
            if (rule.limit() instanceof Limit.Bandwidth width && rule.apis().contains(request.api())) {
                Meter meter = meter(rule, rule.key(request));
                Instant start = meter.last.isAfter(loop.now()) ? meter.last : loop.now();
                double seconds = bytes / (width.bytesPerSecond() * factor(rule.name()));
                meter.last = start.plusNanos((long) (seconds * 1e9));
                end = meter.last.isAfter(end) ? meter.last : end;
            }
        }
        return end;
    }

    /** Slots in use now under a rule, over all that it counts apart. */
    public long used(String rule) {
        known(rule);
        return meters(rule).stream().mapToLong(meter -> meter.used).sum();
    }

    /** Numbers of the rule now, relative to those written down: changed, less what another tool takes. */
    double factor(String rule) {
        return scale.getOrDefault(rule, 1.0) * (1 - others.getOrDefault(rule, 0.0));
    }

    private void settle(String rule) {
        meters(rule).forEach(meter -> meter.refill(loop.now(), factor(rule)));
    }

    private void known(String rule) {
        if (!rules.containsKey(rule)) {
            throw new IllegalArgumentException("no limit " + rule + ", there are " + rules.keySet());
        }
    }

    private Meter meter(LimitRule rule, String key) {
        return meters.computeIfAbsent(rule.name() + "|" + key, k -> new Meter(rule.limit(), loop.now()));
    }

    private Refusal refuse(LimitRule rule, Envelope request, @org.jspecify.annotations.Nullable Duration wait) {
        refused.merge(rule.name(), 1L, Long::sum);
        Refusal worded = words.refuse(rule.reason(), request.api(), "limit " + rule.name());
        return wait != null && worded.retryAfter() != null ? worded.after(wait) : worded;
    }
}
