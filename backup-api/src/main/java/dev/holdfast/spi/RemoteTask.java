// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.util.Objects;

/**
 * Long work in the cloud, by identifiers that any process can look up. Never holds a credential, nor an address that
 * grants access.
 *
 * @param kind what is looked at, such as {@code snapshot} or {@code job}; tasks of one kind and lane are observed
 *     together
 * @param lane where it is watched
 * @param id the cloud's id
 * @param details what else the provider needs to tell when it is done
 */
public record RemoteTask(String kind, Lane lane, String id, Payload.Fields details) {
    /**
     * Checks that all parts are given.
     *
     * @param kind what is looked at, such as {@code snapshot} or {@code job}; tasks of one kind and lane are observed together
     * @param lane where it is watched
     * @param id the cloud's id
     * @param details what else the provider needs to tell when it is done
     */
    public RemoteTask {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(details, "details");
    }
}
