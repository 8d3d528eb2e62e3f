// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.resource.ResourceSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a recovery point now, of every machine or disk that a selector chooses. Yields the points. */
public final class Backup implements Request<List<RecoveryPoint>> {
    /** How a backup is taken. */
    public enum Method {
        /** Snapshots of the disks, for a machine as one consistent set. */
        SNAPSHOT,
        /** An image of the whole machine. */
        IMAGE
    }

    /** What keeps points of which nothing else is said. */
    public static final String DEFAULT_POLICY = "manual";

    private final ResourceSelector selector;
    private final Method method;
    private final ConsistencyLevel consistency;
    private final ConsistencyLevel floor;
    private final @Nullable GuestHooks hooks;
    private final List<ReplicationTarget> targets;
    private final String policy;
    private final @Nullable RequestKey key;

    private Backup(
            ResourceSelector selector,
            Method method,
            ConsistencyLevel consistency,
            ConsistencyLevel floor,
            @Nullable GuestHooks hooks,
            List<ReplicationTarget> targets,
            String policy,
            @Nullable RequestKey key) {
        this.selector = Objects.requireNonNull(selector, "selector");
        this.method = method;
        this.consistency = consistency;
        this.floor = floor;
        this.hooks = hooks;
        this.targets = List.copyOf(targets);
        this.policy = policy;
        this.key = key;
    }

    /**
     * A crash-consistent backup by snapshots.
     *
     * @param selector what
     * @return the request
     */
    public static Backup of(ResourceSelector selector) {
        return new Backup(
                selector,
                Method.SNAPSHOT,
                ConsistencyLevel.CRASH,
                ConsistencyLevel.CRASH,
                null,
                List.of(),
                DEFAULT_POLICY,
                null);
    }

    /**
     * Asks for this consistency, and accepts no less unless {@link #orAtLeast} says so.
     *
     * @param level the level
     * @return the request
     */
    public Backup consistency(ConsistencyLevel level) {
        return new Backup(selector, method, level, level, hooks, targets, policy, key);
    }

    /**
     * Accepts a lower consistency where the one asked for cannot be had; what was got is said on the point.
     *
     * @param level the least that is accepted
     * @return the request
     * @throws IllegalArgumentException if it is above what is asked for
     */
    public Backup orAtLeast(ConsistencyLevel level) {
        if (!consistency.satisfies(level)) {
            throw new IllegalArgumentException(
                    "A backup that asks for " + consistency + " cannot insist on " + level + ": ask for that");
        }
        return new Backup(selector, method, consistency, level, hooks, targets, policy, key);
    }

    /**
     * Takes images instead of snapshots.
     *
     * @return the request
     */
    public Backup asImage() {
        return new Backup(selector, Method.IMAGE, consistency, floor, hooks, targets, policy, key);
    }

    /**
     * Says how guests are held still. Default: as the provider does it by itself.
     *
     * @param value the hooks
     * @return the request
     */
    public Backup hooks(GuestHooks value) {
        return new Backup(
                selector, method, consistency, floor, Objects.requireNonNull(value, "hooks"), targets, policy, key);
    }

    /**
     * Copies each point as soon as it is there.
     *
     * @param where where to
     * @return the request
     */
    public Backup copiedTo(ReplicationTarget... where) {
        return new Backup(selector, method, consistency, floor, hooks, List.of(where), policy, key);
    }

    /**
     * Names the policy that the points are taken for; a prune can be told to look at these only. Default:
     * {@link #DEFAULT_POLICY}.
     *
     * @param name the policy's name, 1 to 128 characters
     * @return the request
     * @throws IllegalArgumentException if it is blank or longer
     */
    public Backup policy(String name) {
        if (name.isBlank() || name.length() > 128) {
            throw new IllegalArgumentException("The name of a policy has 1 to 128 characters");
        }
        return new Backup(selector, method, consistency, floor, hooks, targets, name, key);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Backup key(RequestKey value) {
        return new Backup(selector, method, consistency, floor, hooks, targets, policy, value);
    }

    /**
     * What is backed up.
     *
     * @return the selector
     */
    public ResourceSelector selector() {
        return selector;
    }

    /**
     * How it is taken.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /**
     * The consistency asked for.
     *
     * @return the level
     */
    public ConsistencyLevel consistency() {
        return consistency;
    }

    /**
     * The least consistency that is accepted.
     *
     * @return the level
     */
    public ConsistencyLevel floor() {
        return floor;
    }

    /**
     * How guests are held still.
     *
     * @return the hooks, or {@code null} for the provider's own way
     */
    public @Nullable GuestHooks hooks() {
        return hooks;
    }

    /**
     * Where copies go at once.
     *
     * @return the targets
     */
    public List<ReplicationTarget> targets() {
        return targets;
    }

    /**
     * What keeps the points.
     *
     * @return the policy's name
     */
    public String policy() {
        return policy;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Backup of " + selector + " by " + method + ", " + consistency;
    }
}
