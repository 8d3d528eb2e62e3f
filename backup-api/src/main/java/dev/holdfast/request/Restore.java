// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.RestoreMethod;
import dev.holdfast.recovery.RestoreReport;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings the data of one point back: as new disks, as a new machine, or in place. Yields the report.
 *
 * <p>A replica is used only if its cloud shows it, whole and under our marks, when the restore is planned. In place the
 * machine is stopped, its disks are set back, and it is started again if it ran; if one disk cannot be set back it stays
 * stopped, so that nobody works on disks of two moments.
 */
public final class Restore implements Request<RestoreReport> {
    private final RecoveryPointId point;
    private final RestoreMethod method;
    private final List<ResourceId> disks;
    private final @Nullable Location at;
    private final @Nullable MachineSpec spec;
    private final boolean safetyPoint;
    private final @Nullable RequestKey key;

    private Restore(
            RecoveryPointId point,
            RestoreMethod method,
            List<ResourceId> disks,
            @Nullable Location at,
            @Nullable MachineSpec spec,
            boolean safetyPoint,
            @Nullable RequestKey key) {
        this.point = Objects.requireNonNull(point, "point");
        this.method = method;
        this.disks = List.copyOf(disks);
        this.at = at;
        this.spec = spec;
        this.safetyPoint = safetyPoint;
        this.key = key;
    }

    /**
     * Makes new disks from a snapshot or set.
     *
     * @param point which
     * @return the request, for all disks of the point, where the point was taken
     */
    public static Restore disks(RecoveryPoint point) {
        return new Restore(point.id(), RestoreMethod.DISKS, List.of(), null, null, false, null);
    }

    /**
     * Makes a new machine from a set or image.
     *
     * @param point which
     * @return the request, for a machine as it was then but for its address, where the point was taken
     */
    public static Restore machine(RecoveryPoint point) {
        return new Restore(point.id(), RestoreMethod.MACHINE, List.of(), null, null, false, null);
    }

    /**
     * Sets the disks of a machine, or one disk, back. The machine is stopped for it. Where the cloud makes a new disk
     * for it, the old one is kept; where it overwrites, what was there is gone but for the point taken before.
     *
     * @param point a snapshot or set
     * @return the request, for all disks of the point, with a point taken before
     */
    public static Restore inPlace(RecoveryPoint point) {
        return new Restore(point.id(), RestoreMethod.IN_PLACE, List.of(), null, null, true, null);
    }

    /**
     * Restores some disks only.
     *
     * @param sources the disks that the point was taken of
     * @return the request
     * @throws IllegalArgumentException if none is named, or a whole machine is made
     */
    public Restore only(Collection<ResourceId> sources) {
        if (sources.isEmpty() || method == RestoreMethod.MACHINE) {
            throw new IllegalArgumentException(
                    "Only disks can be left out, of a restore that does not make a machine," + " and not all of them");
        }
        return new Restore(point, method, List.copyOf(sources), at, spec, safetyPoint, key);
    }

    /**
     * Restores from the replica in this place, to this place.
     *
     * @param place a region, or a zone of it
     * @return the request
     * @throws IllegalArgumentException if it is in place: that is where the disks are
     */
    public Restore at(Location place) {
        if (method == RestoreMethod.IN_PLACE) {
            throw new IllegalArgumentException("A restore in place happens where the disks are, not in " + place);
        }
        return new Restore(point, method, disks, Objects.requireNonNull(place, "place"), spec, safetyPoint, key);
    }

    /**
     * Makes the machine otherwise than it was: what the description names replaces what the point says.
     *
     * @param overrides type, zone, subnet, address, security groups, profile and key pair; its disks are not looked at
     * @return the request
     * @throws IllegalArgumentException if no machine is made
     */
    public Restore as(MachineSpec overrides) {
        if (method != RestoreMethod.MACHINE) {
            throw new IllegalArgumentException("Only a machine that is made anew can be described");
        }
        return new Restore(point, method, disks, at, Objects.requireNonNull(overrides, "overrides"), safetyPoint, key);
    }

    /**
     * Takes no point of what is replaced. Where the cloud overwrites disks, what they hold now is lost for good.
     *
     * @return the request
     */
    public Restore withoutSafetyPoint() {
        return new Restore(point, method, disks, at, spec, false, key);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Restore key(RequestKey value) {
        return new Restore(point, method, disks, at, spec, safetyPoint, value);
    }

    /**
     * Which point.
     *
     * @return its id
     */
    public RecoveryPointId point() {
        return point;
    }

    /**
     * To what.
     *
     * @return the method
     */
    public RestoreMethod method() {
        return method;
    }

    /**
     * Which disks of it.
     *
     * @return the disks that the point was taken of, or empty for all
     */
    public List<ResourceId> only() {
        return disks;
    }

    /**
     * Where.
     *
     * @return the place, or {@code null} for where the point was taken
     */
    public @Nullable Location at() {
        return at;
    }

    /**
     * What is otherwise than the point says.
     *
     * @return the description, or {@code null} for nothing
     */
    public @Nullable MachineSpec as() {
        return spec;
    }

    /**
     * Whether a point is taken of what is replaced.
     *
     * @return true by default in place, else false
     */
    public boolean safetyPoint() {
        return safetyPoint;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Restore of " + point + ", " + method + (at == null ? "" : " at " + at);
    }
}
