// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.util.Set;
import java.util.TreeSet;

/** An encryption key of one region. */
public final class Key {

    /** Whether a key can be used. */
    public enum State {
        /** It can. */
        ENABLED,
        /** It cannot, until it is enabled again. */
        DISABLED,
        /** It cannot, and will be gone. */
        PENDING_DELETION
    }

    private final String id;
    private final String account;
    private final boolean cloudManaged;
    private final TreeSet<String> usableBy = new TreeSet<>();
    private State state = State.ENABLED;

    Key(String id, String account, boolean cloudManaged) {
        this.id = id;
        this.account = account;
        this.cloudManaged = cloudManaged;
        this.usableBy.add(account);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Whose it is. */
    public String account() {
        return account;
    }

    /** Whether the cloud manages it: what is under it cannot be shared. */
    public boolean cloudManaged() {
        return cloudManaged;
    }

    /** Whether it can be used. */
    public State state() {
        return state;
    }

    /** Changes whether it can be used. */
    public void state(State newState) {
        state = newState;
    }

    /** Accounts that may use it. */
    public Set<String> usableBy() {
        return new TreeSet<>(usableBy);
    }

    /** Lets an account use it. */
    public void grant(String other) {
        usableBy.add(other);
    }

    /** Lets an account no longer use it. */
    public void revoke(String other) {
        usableBy.remove(other);
    }

    boolean usable(String by) {
        return state == State.ENABLED && usableBy.contains(by);
    }
}
