// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What the author of a provider supplies to the kit: the provider, a cloud to try it on, and as much power over that
 * cloud as there is. Each rule gets a harness of its own and closes it. Methods of a need that {@link #offers} does not
 * name are never called.
 */
public interface ProviderHarness extends AutoCloseable {
    /** The provider under test. */
    BackupProvider provider();

    /** What this harness can do. */
    Set<Needs> offers();

    /** A disk that is attached to nothing, of which a snapshot can be taken. Where it lies the kit works. */
    ResourceId looseDisk();

    /** Another such disk in the same place. */
    ResourceId otherDisk();

    /**
     * A running machine in the same place with at least two disks, the first of which it boots from: need {@link
     * Needs#MACHINES}, as the next.
     */
    default ResourceId machine() {
        throw new UnsupportedOperationException("MACHINES is not offered");
    }

    /** A subnet where the machine lies, with free addresses. */
    default String subnet() {
        throw new UnsupportedOperationException("MACHINES is not offered");
    }

    /** Where copies can go: another region of the same account. */
    Optional<Location> elsewhere();

    /** A key in {@link #elsewhere}, other than the default there. */
    default Optional<EncryptionKey> key() {
        return Optional.empty();
    }

    /** The same region in another account, of need {@link Needs#SECOND_ACCOUNT}. */
    default Optional<Location> otherAccount() {
        return Optional.empty();
    }

    /** How the guest of the machine is held still, where there are machines and guest commands are built. */
    default Optional<GuestHooks> hooks() {
        return Optional.empty();
    }

    /** Whether the cloud holds guests still for their applications by itself, without hooks. */
    default boolean holdsGuests() {
        return false;
    }

    /** The shortest time for which this cloud locks. */
    Duration shortestLock();

    /** Texts that the provider was given in confidence, and that must show nowhere. */
    default List<String> secrets() {
        return List.of();
    }

    /** The installation for which the kit acts. Letters, digits and hyphens. */
    default String installation() {
        return "kit";
    }

    /** The operation for which the kit acts; a cloud that outlives a run gets another one each time. */
    default String operation() {
        return "op-kit";
    }

    /** The time by the cloud's clock. */
    Instant now();

    /**
     * Waits until something is so.
     *
     * @param condition what; it may call the provider
     * @throws AssertionError if it takes longer than this harness has patience
     */
    void await(BooleanSupplier condition);

    /** Moves the cloud's clock: need {@link Needs#CLOCK}. The kit passes only times that the provider declares. */
    default void advance(Duration time) {
        throw new UnsupportedOperationException("CLOCK is not offered");
    }

    /** Has the cloud refuse the next call as one too many: need {@link Needs#FAULTS}, as the next three. */
    default void throttleNextCall() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /** Loses the next call on its way to the cloud. */
    default void loseNextRequest() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /** Has the next call take effect and loses its answer. */
    default void loseNextAnswer() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /**
     * Has the next call that creates something and leaves it in work be accepted, and what it creates fail later and stay
     * behind.
     */
    default void failNextCreationLater() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /** How many requests reached out to the cloud so far: need {@link Needs#GROUND_TRUTH}, as the next three. */
    default long requests() {
        throw new UnsupportedOperationException("GROUND_TRUTH is not offered");
    }

    /** The cloud ids of what exists and carries this key's mark. */
    default Set<String> existing(StepKey key) {
        throw new UnsupportedOperationException("GROUND_TRUTH is not offered: " + key);
    }

    /** A digest over the bytes of a disk, unknown ones as if they were zero. */
    default String digest(ResourceId disk) {
        throw new UnsupportedOperationException("GROUND_TRUTH is not offered: " + disk);
    }

    /** Changes some bytes of a disk, other ones each time. */
    default void change(ResourceId disk) {
        throw new UnsupportedOperationException("GROUND_TRUTH is not offered: " + disk);
    }

    @Override
    void close();
}
