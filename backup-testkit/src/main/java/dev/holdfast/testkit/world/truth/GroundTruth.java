// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.truth;

import dev.holdfast.testkit.world.request.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What really happened, whatever any listing shows. Only tests and reports ask it; physics only tells it.
 */
public final class GroundTruth {

    /**
     * A request that took effect.
     *
     * @param requestId id that the cloud gave it
     * @param request its envelope
     * @param what made, deleted, or what changed
     * @param kind kind of the thing
     * @param id the thing
     * @param at when
     */
    public record Effect(String requestId, Envelope request, String what, String kind, String id, Instant at) {

        /** Whether the token, the name, or the value of a mark of the request is this. */
        public boolean carries(String key) {
            return key.equals(request.token()) || request.marks().containsValue(key);
        }
    }

    /**
     * A thing and its life.
     *
     * @param kind kind of the thing
     * @param id its cloud id
     * @param account whose it is
     * @param region where it is
     * @param marks tags it was made with
     * @param maker the effect that made it; null: it was there from the start
     * @param gone when it ceased to exist; null: it exists
     */
    public record Thing(
            String kind,
            String id,
            String account,
            String region,
            SortedMap<String, String> marks,
            @Nullable Effect maker,
            @Nullable Instant gone) {}

    /**
     * Work of the cloud that came to its end.
     *
     * @param region where
     * @param work what sort of work
     * @param subject the thing that it made or changed
     * @param begun when it began
     * @param ended when it ended, in whatever way
     */
    public record Worked(String region, String work, String subject, Instant begun, Instant ended) {}

    /**
     * A span in which a program held its machine's data still.
     *
     * @param region where the machine is
     * @param machine which
     * @param from when it began
     * @param until when it ended, for whatever reason; null: it is in force
     */
    public record Hold(
            String region,
            String machine,
            Instant from,
            @Nullable Instant until) {

        /** Whether it was in force at a moment. */
        public boolean covers(Instant at) {
            return !at.isBefore(from) && (until == null || at.isBefore(until));
        }
    }

    private final List<Effect> effects = new ArrayList<>();
    private final List<Worked> worked = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Trace trace = new Trace();
    private final Ledger ledger = new Ledger();

    /** Records something that came to be. */
    public void made(Thing thing) {
        things.put(thing.region + "/" + thing.id, thing);
    }

    /** Records an effect of a request. */
    public void effect(Effect effect) {
        effects.add(effect);
        trace.add(effect.at, "effect", effect.requestId, effect.what, effect.kind, effect.id);
    }

    /** Records that something ceased to exist, for whatever reason. */
    public void gone(String region, String id, Instant at) {
        things.computeIfPresent(
                region + "/" + id,
                (key, t) ->
                        new Thing(t.kind, t.id, t.account, t.region, t.marks, t.maker, t.gone == null ? at : t.gone));
        trace.add(at, "gone", region, id);
    }

    /** Records work that came to its end. */
    public void worked(Worked work) {
        worked.add(work);
    }

    /** Work that came to its end, in that order. */
    public List<Worked> worked() {
        return List.copyOf(worked);
    }

    /** Records that a program holds its machine's data still from now on. */
    public void held(String region, String machine, Instant at) {
        holds.add(new Hold(region, machine, at, null));
        trace.add(at, "held", region, machine);
    }

    /** Records that a machine's data is held no longer. */
    public void released(String region, String machine, Instant at) {
        holds.replaceAll(hold -> hold.until == null && hold.region.equals(region) && hold.machine.equals(machine)
                ? new Hold(region, machine, hold.from, at)
                : hold);
        trace.add(at, "released", region, machine);
    }

    /** Every hold, in the order in which they began. */
    public List<Hold> holds() {
        return List.copyOf(holds);
    }

    /** Every effect, in order. */
    public List<Effect> effects() {
        return List.copyOf(effects);
    }

    /** How many requests that carry this token, name or value of a mark made or changed something. */
    public long timesTookEffect(String key) {
        return effects.stream()
                .filter(e -> e.carries(key))
                .map(Effect::requestId)
                .distinct()
                .count();
    }

    /** Effects of one sort on one thing. */
    public List<Effect> effectsOn(String id) {
        return effects.stream().filter(e -> e.id.equals(id)).toList();
    }

    /** All things of a kind that exist, visible or not, in the order they were made. */
    public List<Thing> existing(String kind) {
        return things.values().stream()
                .filter(t -> t.gone == null && t.kind.equals(kind))
                .toList();
    }

    /** All things that ever were. */
    public List<Thing> everything() {
        return List.copyOf(things.values());
    }

    /** The thing with this id, existing or not. */
    public Optional<Thing> thing(String region, String id) {
        return Optional.ofNullable(things.get(region + "/" + id));
    }

    /** Things that exist and carry this value in a mark: two with a key of their own are twins. */
    public List<Thing> carrying(String markValue) {
        return things.values().stream()
                .filter(t -> t.gone == null && t.marks.containsValue(markValue))
                .toList();
    }

    /**
     * Things that exist and were made by more than one request with one key. What one request made is no twin: the
     * members of a set carry one key too.
     *
     * @param mark the name of the mark that holds the key
     * @return the things by key; empty where there are no twins
     */
    public Map<String, List<Thing>> twins(String mark) {
        Map<String, List<Thing>> byKey = new TreeMap<>();
        for (Thing thing : things.values()) {
            String key = thing.marks.get(mark);
            if (thing.gone == null && thing.maker != null && key != null) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(thing);
            }
        }
        byKey.values()
                .removeIf(alike -> alike.stream()
                                .map(thing -> Objects.requireNonNull(thing.maker).requestId)
                                .distinct()
                                .count()
                        < 2);
        return byKey;
    }

    /** The trace of the run. */
    public Trace trace() {
        return trace;
    }

    /** The counts of the run. */
    public Ledger ledger() {
        return ledger;
    }
}
