// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

/**
 * Whether this host may do what cannot be taken back: start, stop, swap, delete, revoke. Somebody else may have taken the
 * installation over without a way to tell this host. Asked on the loop.
 */
public interface Mandate {
    /** Where nobody can take over. */
    Mandate ALWAYS = new Mandate() {
        @Override
        public boolean held() {
            return true;
        }

        @Override
        public long heldUntil() {
            return Long.MAX_VALUE;
        }

        @Override
        public void renew(Runnable then) {
            then.run();
        }

        @Override
        public String why() {
            return "";
        }
    };

    /**
     * Whether it may be done now.
     *
     * @return false if it must be looked first, or if that showed too little
     */
    boolean held();

    /**
     * Until when what was shown last is enough.
     *
     * @return in ticks of the runtime
     */
    long heldUntil();

    /**
     * Looks.
     *
     * @param then called on the loop when enough was seen, or nothing more can be
     */
    void renew(Runnable then);

    /**
     * Why it is not held.
     *
     * @return for people
     */
    String why();
}
