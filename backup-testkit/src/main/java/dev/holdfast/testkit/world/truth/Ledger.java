// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.truth;

import dev.holdfast.testkit.world.request.Reason;
import java.util.Map;
import java.util.TreeMap;

/** Counts of requests, for benchmarks and bounds. */
public final class Ledger {

    private final Map<String, Long> sent = new TreeMap<>();
    private final Map<Reason, Long> refused = new TreeMap<>();
    private final Map<String, Long> refusedByApi = new TreeMap<>();
    private long answered;

    /** A request left its host. */
    public void sent(String api) {
        sent.merge(api, 1L, Long::sum);
    }

    /** A request was refused. */
    public void refused(String api, Reason reason) {
        refused.merge(reason, 1L, Long::sum);
        refusedByApi.merge(api, 1L, Long::sum);
    }

    /** An answer reached its host. */
    public void answered() {
        answered++;
    }

    /** Requests sent, by operation. */
    public Map<String, Long> sent() {
        return new TreeMap<>(sent);
    }

    /** Requests sent of one operation. */
    public long count(String api) {
        return sent.getOrDefault(api, 0L);
    }

    /** All requests sent. */
    public long total() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Requests refused for this reason. */
    public long refused(Reason reason) {
        return refused.getOrDefault(reason, 0L);
    }

    /** Requests refused, by operation. */
    public Map<String, Long> refusedByApi() {
        return new TreeMap<>(refusedByApi);
    }

    /** Answers delivered, good or bad. */
    public long answers() {
        return answered;
    }
}
