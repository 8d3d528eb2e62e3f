// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys of a region. */
public final class Keys {

    private final Region region;
    private final Map<String, Key> byId = new TreeMap<>();

    Keys(Region region) {
        this.region = region;
    }

    /** Adds a key of the account's own. */
    public Key add(String id, String account) {
        Key key = new Key(id, account, false);
        byId.put(id, key);
        return key;
    }

    /** The key the cloud manages for the account; what is under it cannot be shared. */
    public Key managed(String account) {
        String id = "managed-" + region.name() + "-" + account;
        return byId.computeIfAbsent(id, i -> new Key(i, account, true));
    }

    /** A key by id; null where there is none. */
    public @Nullable Key find(String id) {
        return byId.get(id);
    }

    /** Why the account cannot use the key; null where it can, or there is nothing to decrypt. */
    @Nullable
    String objection(@Nullable String id, String account) {
        if (id == null) {
            return null;
        }
        Key key = byId.get(id);
        if (key == null) {
            return "no key " + id + " in " + region.name();
        }
        return key.usable(account) ? null : "key " + id + " is " + key.state() + " or not usable by " + account;
    }
}
