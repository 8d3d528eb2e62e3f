// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import dev.holdfast.request.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request would do: every request to a cloud that can be known beforehand, in order. Made by reading, changes
 * nothing. Submitting it does exactly this, or refuses and shows the difference.
 *
 * @param request what was asked
 * @param at when it was made; facts are as old
 * @param requests the requests that would be sent
 * @param problems why it cannot be done, empty if it can
 * @param notes what a person should know before deciding: what a prune spares, and why
 * @param rpo the age of the data that a recovery would come back to, or {@code null} where it is none
 * @param rto how long a recovery would take, forecast from usual times and slots, or {@code null} where it is none
 * @param digest what the requests are bound to
 * @param <T> what comes of the request
 */
public record Preview<T>(
        Request<T> request,
        Instant at,
        List<PlannedRequest> requests,
        List<String> problems,
        List<String> notes,
        @Nullable Duration rpo,
        @Nullable Duration rto,
        String digest) {
    /**
     * One request.
     *
     * @param lane where it would be called
     * @param type which request, in the provider's words
     * @param name what it is called in the plan
     * @param subject what it acts on; empty where that is made before
     * @param usual how long it usually takes
     * @param purpose whose credentials it would use
     * @param permissions the rights it needs
     */
    public record PlannedRequest(
            Lane lane,
            String type,
            String name,
            String subject,
            Duration usual,
            Purpose purpose,
            List<String> permissions) {
        /**
         * Copies the list.
         *
         * @param lane where it would be called
         * @param type which request, in the provider's words
         * @param name what it is called in the plan
         * @param subject what it acts on
         * @param usual how long it usually takes
         * @param purpose whose credentials it would use
         * @param permissions the rights it needs
         */
        public PlannedRequest {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * Copies the lists.
     *
     * @param request what was asked
     * @param at when it was made
     * @param requests the requests that would be sent
     * @param problems why it cannot be done
     * @param notes what a person should know before deciding
     * @param rpo the age of the data that a recovery would come back to
     * @param rto how long a recovery would take
     * @param digest what the requests are bound to
     */
    public Preview {
        requests = List.copyOf(requests);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** One line per request, and the forecasts. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(request.toString()).append(", as of ").append(at);
        problems.forEach(problem -> text.append("\n  ! ").append(problem));
        requests.forEach(request -> text.append("\n  ")
                .append(request.lane())
                .append("  ")
                .append(request.type())
                .append("  ")
                .append(request.name())
                .append(request.subject().isEmpty() ? "" : " on " + request.subject())
                .append("  about ")
                .append(request.usual().toSeconds())
                .append(" s"));
        notes.forEach(note -> text.append("\n  - ").append(note));
        if (rpo != null) {
            text.append("\n  RPO forecast ").append(rpo.toSeconds()).append(" s");
        }
        if (rto != null) {
            text.append("\n  RTO forecast ").append(rto.toSeconds()).append(" s");
        }
        return text.toString();
    }
}
