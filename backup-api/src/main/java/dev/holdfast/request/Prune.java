// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.recovery.PruneReport;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what a retention policy no longer keeps. Its preview is the list of what would go, and of what stays although
 * the policy alone would let it go, and why. Yields the report.
 *
 * <p>The policy is applied to each resource and each region by itself, so that seven days at the source and seven days of
 * copies are kept. Whatever it says, these stay: the newest good point of each region, the last good point for every loss
 * that a point of the resource now survives, the last verified one, what is locked, on hold, being copied or restored,
 * what its cloud does not show under our marks, and everything in a region whose listing is not complete.
 *
 * <p>Age counts from the newest good point, not from the clock: where no new point arrives nothing grows old. After a
 * prune nothing further goes until a new point has arrived.
 *
 * <p>There is a fuse: a prune that would take more than half of the points of any resource in a region deletes nothing at
 * all, unless {@link #atMost} says how many it may take.
 */
public final class Prune implements Request<PruneReport> {
    private final RetentionPolicy policy;
    private final List<ResourceId> resources;
    private final List<Location> places;
    private final @Nullable String takenBy;
    private final @Nullable Integer atMost;
    private final boolean retired;
    private final @Nullable RequestKey key;

    private Prune(
            RetentionPolicy policy,
            List<ResourceId> resources,
            List<Location> places,
            @Nullable String takenBy,
            @Nullable Integer atMost,
            boolean retired,
            @Nullable RequestKey key) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.resources = List.copyOf(resources);
        this.places = List.copyOf(places);
        this.takenBy = takenBy;
        this.atMost = atMost;
        this.retired = retired;
        this.key = key;
    }

    /**
     * Prunes all resources that the catalogue knows, wherever their points lie.
     *
     * @param policy what is kept
     * @return the request
     */
    public static Prune keeping(RetentionPolicy policy) {
        return new Prune(policy, List.of(), List.of(), null, null, false, null);
    }

    /**
     * Prunes the points of these machines and disks only.
     *
     * @param of which, as the points name them
     * @return the request
     * @throws IllegalArgumentException if none is named
     */
    public Prune of(Collection<ResourceId> of) {
        if (of.isEmpty()) {
            throw new IllegalArgumentException("Name a machine or disk, or leave this out for all");
        }
        return new Prune(policy, List.copyOf(of), places, takenBy, atMost, retired, key);
    }

    /**
     * Deletes in this region too; without any, in all.
     *
     * @param region where
     * @return the request
     */
    public Prune in(Location region) {
        List<Location> all = new ArrayList<>(places);
        all.add(region.regional());
        return new Prune(policy, resources, all, takenBy, atMost, retired, key);
    }

    /**
     * Looks at points that were taken for this policy only. Others are neither counted nor deleted.
     *
     * @param name the name that {@link Backup#policy(String)} gave
     * @return the request
     */
    public Prune takenBy(String name) {
        return new Prune(policy, resources, places, Objects.requireNonNull(name, "name"), atMost, retired, key);
    }

    /**
     * Sets the fuse: a prune that would delete more does nothing.
     *
     * @param replicas how many replicas it may delete, over all; at least 1
     * @return the request
     * @throws IllegalArgumentException if it is less than 1
     */
    public Prune atMost(int replicas) {
        if (replicas < 1) {
            throw new IllegalArgumentException("A prune may delete at least 1 replica, not " + replicas);
        }
        return new Prune(policy, resources, places, takenBy, replicas, retired, key);
    }

    /**
     * Says that the resources are retired: no new point will arrive, and age counts from now. The last good points stay
     * all the same.
     *
     * @return the request
     * @throws IllegalArgumentException if no resource is named: not everything is retired
     */
    public Prune retired() {
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("Name the machines and disks that are retired, with of(...)");
        }
        return new Prune(policy, resources, places, takenBy, atMost, true, key);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Prune key(RequestKey value) {
        return new Prune(policy, resources, places, takenBy, atMost, retired, value);
    }

    /**
     * What is kept.
     *
     * @return the policy
     */
    public RetentionPolicy policy() {
        return policy;
    }

    /**
     * Whose points.
     *
     * @return the machines and disks, or empty for all
     */
    public List<ResourceId> resources() {
        return resources;
    }

    /**
     * Where.
     *
     * @return the regions, or empty for all
     */
    public List<Location> places() {
        return places;
    }

    /**
     * Which points.
     *
     * @return the name of the policy that took them, or {@code null} for all
     */
    public @Nullable String takenBy() {
        return takenBy;
    }

    /**
     * The fuse.
     *
     * @return how many replicas may go, or {@code null} for at most half of the points of a resource in a region
     */
    public @Nullable Integer atMost() {
        return atMost;
    }

    /**
     * Whether the resources are retired.
     *
     * @return true if no new point is to be waited for
     */
    public boolean isRetired() {
        return retired;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Prune of " + (resources.isEmpty() ? "everything" : resources.size() + " resources") + " keeping "
                + (policy.last() > 0 ? "the last " + policy.last() : "")
                + (policy.last() > 0 && policy.age() != null ? " and " : "")
                + (policy.age() != null ? "what is younger than " + policy.age() : "");
    }
}
