// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.limit.Lease;
import dev.holdfast.testkit.world.request.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A request at the moment it takes effect; physics gets it as its context. */
public final class Arrival {

    private final Envelope request;
    private final String requestId;
    private final Instant at;
    private final Fate fate;
    private final List<Lease> leases;

    /** A request that takes effect now. */
    public Arrival(Envelope request, String requestId, Instant at, Fate fate, List<Lease> leases) {
        this.request = request;
        this.requestId = requestId;
        this.at = at;
        this.fate = fate;
        this.leases = new ArrayList<>(leases);
    }

    /** Its envelope. */
    public Envelope request() {
        return request;
    }

    /** Id that the cloud gave it. */
    public String requestId() {
        return requestId;
    }

    /** When. */
    public Instant at() {
        return at;
    }

    /** What the fault script has in store for its work. */
    public Fate fate() {
        return fate;
    }

    /** Takes the slots over: whoever calls this gives them back when the work ends. The second caller gets none. */
    public List<Lease> takeLeases() {
        List<Lease> taken = List.copyOf(leases);
        leases.clear();
        return taken;
    }

    void releaseRest() {
        takeLeases().forEach(Lease::release);
    }
}
