// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Things in clouds, each once, as evidence shows them: by lane and kind, some thousand by id, and a digest over all. What
 * only supports others (a permission, a registration) is not among them. Touched by the loop only.
 */
final class Things {
    /** So many are named; an entry of the evidence stays readable, and small beside what it tells of. */
    static final int NAMED = 1_000;

    private record Place(Lane lane, ProductKind kind) {}

    private final Map<Place, Set<String>> ids =
            new TreeMap<>(Comparator.comparing(Place::lane).thenComparing(Place::kind));

    void add(LeftBehind thing) {
        if (thing.kind() != ProductKind.SUPPORT && thing.kind() != ProductKind.NOTHING) {
            ids.computeIfAbsent(new Place(thing.lane(), thing.kind()), place -> new HashSet<>())
                    .add(thing.cloudId());
        }
    }

    void remove(LeftBehind thing) {
        Set<String> there = ids.get(new Place(thing.lane(), thing.kind()));
        if (there != null && there.remove(thing.cloudId()) && there.isEmpty()) {
            ids.remove(new Place(thing.lane(), thing.kind()));
        }
    }

    /** How many there are, the digest over all as if all were named, and the first of them. */
    Payload.Fields payload() {
        List<Payload> all = new ArrayList<>();
        List<Payload> named = new ArrayList<>();
        int count = 0;
        for (Map.Entry<Place, Set<String>> each : ids.entrySet()) {
            List<String> sorted = List.copyOf(new TreeSet<>(each.getValue()));
            all.add(listed(each.getKey(), sorted));
            int room = Math.min(sorted.size(), Math.max(0, NAMED - count));
            if (room > 0) {
                named.add(listed(each.getKey(), sorted.subList(0, room)));
            }
            count += sorted.size();
        }
        return Payload.Fields.EMPTY
                .with("count", count)
                .with("leftOut", Math.max(0, count - NAMED))
                .with("digest", digest(all))
                .with("things", new Payload.Items(named));
    }

    private static Payload listed(Place place, List<String> ids) {
        return Payload.Fields.EMPTY
                .with("lane", place.lane().toString())
                .with("kind", place.kind().name())
                .with("ids", Payload.ofTexts(ids));
    }

    /** Place by place, so that no text is as long as all together. */
    private static String digest(List<Payload> places) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Payload place : places) {
                digest.update(place.canonical().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
