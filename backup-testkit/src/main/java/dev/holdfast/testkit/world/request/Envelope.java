// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.request;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is written on the outside of a request: all that limits, faults and the ground truth go by.
 *
 * @param host who sends it: the process, so that a stopped one can be told from its successor
 * @param account in whose name
 * @param region whose endpoint it is sent to
 * @param api name of the operation as the cloud calls it
 * @param subject what it is about: a cloud id or a name; null where there is none
 * @param target where the result goes, when not to the region of the call; null otherwise
 * @param token client token or name that makes a repetition recognisable; null where there is none
 * @param marks tags set in the call itself
 * @param weight how much it counts against limits that count things and not calls, at least 1
 */
public record Envelope(
        String host,
        String account,
        String region,
        String api,
        @Nullable String subject,
        @Nullable String target,
        @Nullable String token,
        SortedMap<String, String> marks,
        int weight) {

    /** Copies the marks. */
    public Envelope {
        marks = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(marks));
        if (weight < 1) {
            throw new IllegalArgumentException("weight " + weight);
        }
    }

    /** An envelope with nothing but sender, endpoint and operation. */
    public static Envelope of(String host, String account, String region, String api) {
        return new Envelope(host, account, region, api, null, null, null, new TreeMap<>(), 1);
    }

    /** About this thing. */
    public Envelope about(String newSubject) {
        return new Envelope(host, account, region, api, newSubject, target, token, marks, weight);
    }

    /** With a result in another region. */
    public Envelope to(String newTarget) {
        return new Envelope(host, account, region, api, subject, newTarget, token, marks, weight);
    }

    /** With a client token or a name. */
    public Envelope token(String newToken) {
        return new Envelope(host, account, region, api, subject, target, newToken, marks, weight);
    }

    /** With tags. */
    public Envelope marked(Map<String, String> newMarks) {
        return new Envelope(host, account, region, api, subject, target, token, new TreeMap<>(newMarks), weight);
    }

    /** Counting for several things. */
    public Envelope weighing(int newWeight) {
        return new Envelope(host, account, region, api, subject, target, token, marks, newWeight);
    }
}
