// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.util.Objects;

/**
 * Long work in the cloud, by identifiers that any process can look up. Never holds a credential, nor an address that
 * grants access.
 *
 * @param kind what is looked at, such as {@code snapshot} or {@code job}; tasks of one kind, lane and
 *     group are observed together
 * @param lane where it is watched
 * @param id the cloud's id
 * @param details what else the provider needs to tell when it is done
 * @param group what one request can show together beside kind and lane: a vault, a machine; empty where all
 * @param weight how many things a look at it shows, at least 1; a batch counts weights
 */
public record RemoteTask(String kind, Lane lane, String id, Payload.Fields details, String group, int weight) {
    /**
     * Checks that all parts are given.
     *
     * @param kind what is looked at, such as {@code snapshot} or {@code job}; tasks of one kind, lane and group are observed together
     * @param lane where it is watched
     * @param id the cloud's id
     * @param details what else the provider needs to tell when it is done
     * @param group what one request can show together beside kind and lane; empty where all
     * @param weight how many things a look at it shows, at least 1
     * @throws IllegalArgumentException if the weight is not positive
     */
    public RemoteTask {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(group, "group");
        if (weight < 1) {
            throw new IllegalArgumentException("A task shows at least one thing, not " + weight);
        }
    }

    /**
     * A task that shows one thing and can be observed together with all of its kind and lane.
     *
     * @param kind what is looked at
     * @param lane where it is watched
     * @param id the cloud's id
     * @param details what else the provider needs
     * @return the task
     */
    public static RemoteTask of(String kind, Lane lane, String id, Payload.Fields details) {
        return new RemoteTask(kind, lane, id, details, "", 1);
    }
}
