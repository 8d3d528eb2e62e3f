// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import java.util.Set;
import java.util.TreeSet;

/**
 * A limit of the cloud: for which calls, counted per what, and how a refusal is meant.
 *
 * @param name unique within a region; by it a limit is changed at run time
 * @param apis operations it is for
 * @param scope what is counted together
 * @param limit kind and numbers
 * @param reason why a call over it is refused
 * @param weighted whether a call counts by its weight instead of as one
 */
public record LimitRule(String name, Set<String> apis, Scope scope, Limit limit, Reason reason, boolean weighted) {

    /** What is counted together; account and region always are part of it. */
    public enum Scope {
        /** All calls of the rule's operations. */
        LANE,
        /** Calls of one operation. */
        API,
        /** Calls about one thing. */
        SUBJECT,
        /** Calls about one thing with results in one place. */
        SUBJECT_AND_TARGET,
        /** Calls with results in one place. */
        TARGET
    }

    /** Copies the operations. */
    public LimitRule {
        apis = java.util.Collections.unmodifiableSet(new TreeSet<>(apis));
    }

    /** A rule that counts calls. */
    public static LimitRule of(String name, Scope scope, Limit limit, Reason reason, String... apis) {
        return new LimitRule(name, Set.of(apis), scope, limit, reason, false);
    }

    /** The same, counting by the weight of each call. */
    public LimitRule byWeight() {
        return new LimitRule(name, apis, scope, limit, reason, true);
    }

    String key(Envelope request) {
        String lane = request.account() + "|" + request.region();
        return switch (scope) {
            case LANE -> lane;
            case API -> lane + "|" + request.api();
            case SUBJECT -> lane + "|" + request.subject();
            case SUBJECT_AND_TARGET -> lane + "|" + request.subject() + "|" + request.target();
            case TARGET -> lane + "|" + request.target();
        };
    }
}
