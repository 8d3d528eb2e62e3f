// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

/**
 * What a failed call means for what happens next. A provider classifies once, where the answer comes in; everything
 * after reads only this. The kind says what to do; whether the call may have had an effect is said beside it.
 */
public enum FailureKind {
    /** The cloud asks for fewer calls. The limit named is lowered, the call is repeated later. */
    THROTTLED(Consequence.WAITS, "wait; fewer calls are made from now on"),
    /** Something else holds the slot or the target at the moment. The step queues again; no attempt is counted. */
    BUSY(Consequence.WAITS, "wait until the other operation on the target ends"),
    /** A stock is used up (snapshots per disk, per region). Waiting does not refill it. */
    FULL(Consequence.ENDS, "free some of the stock named, or raise its quota"),
    /** The cloud has no room for this machine type or zone now. */
    CAPACITY(Consequence.ENDS, "name another zone or type in the plan"),
    /** A passing fault: connection, 5xx, cut answer. Repeated, or settled by class where an effect is possible. */
    TRANSIENT(Consequence.WAITS, "nothing; it is repeated"),
    /** What was just made is not visible yet. */
    NOT_YET(Consequence.WAITS, "nothing; it is looked for again"),
    /** The thing does not exist any more. */
    GONE(Consequence.CLASS, "check whether someone deleted it"),
    /** The name is in use. */
    TAKEN(Consequence.CLASS, "check whose thing carries the name"),
    /** A lock, a hold or a dependent thing forbids it. */
    PROTECTED(Consequence.CLASS, "remove the lock or the dependent thing, or wait until the lock ends"),
    /** A fact on which the step was planned is no longer true. Read and planned anew, at most three times. */
    STALE(Consequence.REPLANS, "nothing; it is planned anew"),
    /** The principal may not do this. */
    DENIED(Consequence.ENDS, "grant the permission named to the principal of this purpose"),
    /** There are no usable credentials. The lane pauses until there are. */
    CREDENTIALS(Consequence.ENDS, "renew the credentials of this account and purpose"),
    /** The clocks of host and cloud differ too much. */
    SKEW(Consequence.ENDS, "set the host's clock"),
    /** The cloud calls the request wrong. */
    INVALID(Consequence.ENDS, "correct the value named"),
    /** The cloud cannot do this here. */
    UNSUPPORTED(Consequence.ENDS, "choose a method or place that offers it"),
    /** A person has said that the place is lost: nothing is called there until it answers again. */
    LOST(Consequence.ENDS, "nothing; what is owed there is done first when it answers again"),
    /** The account is closed, unpaid, or lacks the service. */
    ACCOUNT(Consequence.ENDS, "set the account right with the cloud"),
    /** An answer that the provider does not know. It is parked after one settling, and counted. */
    UNRECOGNISED(Consequence.PARKS, "look at the code and message; report them so that the provider learns them");

    /** What the engine does after a failure of a kind. */
    public enum Consequence {
        /** The same generation goes on later. */
        WAITS,
        /** The step ends as failed. */
        ENDS,
        /** The repeat class of the step says what it means. */
        CLASS,
        /** The group is read and lowered anew. */
        REPLANS,
        /** The step is parked for a person. */
        PARKS
    }

    private final Consequence consequence;
    private final String cure;

    FailureKind(Consequence consequence, String cure) {
        this.consequence = consequence;
        this.cure = cure;
    }

    /**
     * What follows.
     *
     * @return the consequence
     */
    public Consequence consequence() {
        return consequence;
    }

    /**
     * What a person can do about it.
     *
     * @return a clause that begins with a verb
     */
    public String cure() {
        return cure;
    }
}
