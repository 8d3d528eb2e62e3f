// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Client tokens of one region: the same request with the same token is answered with the same id and has no second
 * effect, for as long as the cloud remembers it.
 */
public final class TokenBook {

    private record Entry(String parameters, String id, Instant at) {}

    private final Region region;
    private final Map<String, Entry> entries = new TreeMap<>();

    TokenBook(Region region) {
        this.region = region;
    }

    /**
     * Performs a create once per token; without a token, every time.
     *
     * @param parameters canonical text of everything else in the request
     * @param create makes the thing and gives its id
     * @return the id made now or then
     */
    public String once(Arrival arrival, String parameters, Supplier<String> create) {
        Envelope request = arrival.request();
        if (request.token() == null) {
            return create.get();
        }
        String key = request.account() + "|" + request.api() + "|" + request.token();
        Entry known = entries.get(key);
        if (known != null
                && arrival.at().isBefore(known.at.plus(region.physics().rules().tokenHorizon()))) {
            if (!known.parameters.equals(parameters)) {
                throw region.physics().refuse(Reason.TOKEN_MISMATCH, request.api(), request.token());
            }
            return known.id;
        }
        String id = create.get();
        entries.put(key, new Entry(parameters, id, arrival.at()));
        return id;
    }
}
