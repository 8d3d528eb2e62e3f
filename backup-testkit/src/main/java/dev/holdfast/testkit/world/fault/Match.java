// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.fault;

import dev.holdfast.testkit.world.request.Envelope;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a fault is for: all parts must hold.
 *
 * @param api name of the operation; null: any
 * @param subject what it is about; null: any
 * @param index number of the request in the whole run, from 1; 0: any
 * @param nth the how many-th of those that otherwise match, from 1; 0: all of them
 * @param probability with which one that matches is hit
 * @param further a further condition
 */
public record Match(
        @Nullable String api,
        @Nullable String subject,
        long index,
        long nth,
        double probability,
        Predicate<Envelope> further) {

    /** Every request. */
    public static Match any() {
        return new Match(null, null, 0, 0, 1, e -> true);
    }

    /** Requests of one operation. */
    public static Match api(String api) {
        return new Match(api, null, 0, 0, 1, e -> true);
    }

    /** The request with this number in the whole run, from 1. */
    public static Match request(long index) {
        return new Match(null, null, index, 0, 1, e -> true);
    }

    /** Only about this thing. */
    public Match about(String newSubject) {
        return new Match(api, newSubject, index, nth, probability, further);
    }

    /** Only the n-th that matches, from 1. */
    public Match nth(long newNth) {
        return new Match(api, subject, index, newNth, probability, further);
    }

    /** Each that matches with this probability. */
    public Match withProbability(double newProbability) {
        return new Match(api, subject, index, nth, newProbability, further);
    }

    /** Only where this holds too. */
    public Match where(Predicate<Envelope> condition) {
        return new Match(api, subject, index, nth, probability, further.and(condition));
    }

    boolean fits(Envelope request, long number) {
        return (api == null || api.equals(request.api()))
                && (subject == null || subject.equals(request.subject()))
                && (index == 0 || index == number)
                && further.test(request);
    }
}
