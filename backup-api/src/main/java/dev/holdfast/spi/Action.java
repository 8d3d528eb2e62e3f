// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.ProtectionPolicy;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, in words that hold for every cloud. A planner makes actions; a provider's {@link Lowering} says
 * which requests they take. Every action has an id that is unique in its group; what comes out of a primitive is
 * attributed to the actions it names.
 */
public sealed interface Action {
    /**
     * Which action.
     *
     * @return an id unique in its group
     */
    String id();

    /**
     * The lane that the action is planned in: where its calls go first.
     *
     * @return the lane
     */
    Lane lane();

    /**
     * Takes snapshots of disks at one moment: one disk, the disks of a machine, or of several. Yields one member per disk.
     * A provider that cannot take them at one moment refuses; the planner then asks machine by machine or disk by disk,
     * where that is allowed.
     *
     * @param id which action
     * @param point the point to make
     * @param machines the machines whose disks these are; empty for loose disks
     * @param disks the disks
     * @param level the consistency asked for
     * @param floor the least that is accepted
     * @param hooks how the guest is held still, or {@code null} if the cloud does it by itself or nothing is asked
     */
    record TakeSnapshots(
            String id,
            RecoveryPointId point,
            List<ResourceId> machines,
            List<ResourceId> disks,
            ConsistencyLevel level,
            ConsistencyLevel floor,
            @Nullable GuestHooks hooks)
            implements Action {
        /**
         * Copies the lists.
         *          *
         *
         * @param id which action
         * @param point the point to make
         * @param machines the machines whose disks these are; empty for loose disks
         * @param disks the disks
         * @param level the consistency asked for
         * @param floor the least that is accepted
         * @param hooks how the guest is held still, or {@code null} if the cloud does it by itself or nothing is asked
         * @throws IllegalArgumentException if there is no disk, one is no disk or no machine, they lie in several lanes, or
         *     the floor is above the level
         */
        public TakeSnapshots {
            machines = List.copyOf(machines);
            disks = List.copyOf(disks);
            if (disks.isEmpty() || !level.satisfies(floor)) {
                throw new IllegalArgumentException("Snapshots need a disk, and a floor not above the level asked for");
            }
            ActionChecks.all(ResourceKind.DISK, disks, Lane.of(disks.get(0).location()));
            ActionChecks.all(
                    ResourceKind.MACHINE, machines, Lane.of(disks.get(0).location()));
        }

        @Override
        public Lane lane() {
            return Lane.of(disks.get(0).location());
        }
    }

    /**
     * Makes an image of a machine without ending it.
     *
     * @param id which action
     * @param point the point to make
     * @param machine the machine
     * @param disks its disks
     * @param level the consistency asked for
     * @param floor the least that is accepted
     * @param hooks how the guest is held still, or {@code null}
     */
    record TakeImage(
            String id,
            RecoveryPointId point,
            ResourceId machine,
            List<ResourceId> disks,
            ConsistencyLevel level,
            ConsistencyLevel floor,
            @Nullable GuestHooks hooks)
            implements Action {
        /**
         * Copies the list.
         *
         * @param id which action
         * @param point the point to make
         * @param machine the machine
         * @param disks its disks
         * @param level the consistency asked for
         * @param floor the least that is accepted
         * @param hooks how the guest is held still, or {@code null}
         * @throws IllegalArgumentException if the machine is none, one of the disks is none or lies elsewhere, or the floor
         *     is above the level
         */
        public TakeImage {
            disks = List.copyOf(disks);
            if (!level.satisfies(floor)) {
                throw new IllegalArgumentException("An image needs a floor not above the level asked for");
            }
            ActionChecks.all(ResourceKind.MACHINE, List.of(machine), Lane.of(machine.location()));
            ActionChecks.all(ResourceKind.DISK, disks, Lane.of(machine.location()));
        }

        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Copies one replica to another region or account, sharing it with that account as long as it takes. Yields the
     * copy.
     *
     * @param id which action
     * @param point the point it belongs to
     * @param from the replica to copy
     * @param to where the copy will lie
     * @param key the key to encrypt with, or {@code null} for the cloud's default there
     * @param deadline how long it may take, or {@code null}
     */
    record CopyReplica(
            String id,
            RecoveryPointId point,
            ReplicaRef from,
            Location to,
            @Nullable EncryptionKey key,
            @Nullable Duration deadline)
            implements Action {
        /**
         * Checks that it is a copy to somewhere else, or under another key.
         *
         * @param id which action
         * @param point the point it belongs to
         * @param from the replica to copy
         * @param to where the copy will lie
         * @param key the key to encrypt with, or {@code null} for the cloud's default there
         * @param deadline how long it may take, or {@code null}
         * @throws IllegalArgumentException if the target is where the replica lies, and no key is named
         */
        public CopyReplica {
            if (key == null && Lane.of(to).equals(from.lane())) {
                throw new IllegalArgumentException("A copy of " + from.cloudId() + " to " + to
                        + ", where it lies, needs a key to encrypt it anew");
            }
        }

        @Override
        public Lane lane() {
            return Lane.of(to);
        }
    }

    /**
     * Deletes a replica; an image with the snapshots that were made for it. Of a replica of kind {@link
     * ProductKind#SUPPORT}, such as an image registered over the snapshots of a recovery point, nothing else is deleted.
     *
     * @param id which action
     * @param replica the replica
     */
    record DeleteReplica(String id, ReplicaRef replica) implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Locks a replica against deletion.
     *
     * @param id which action
     * @param replica the replica
     * @param mode how strong
     * @param keepFor how long, from the intent on
     * @param coolingOff how long it may be taken back, from the intent on; zero for not at all
     */
    record LockReplica(String id, ReplicaRef replica, Lock.Mode mode, Duration keepFor, Duration coolingOff)
            implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Sets marks anew, with their seal, in one call.
     *
     * @param id which action
     * @param replica the replica
     * @param marks the marks to set
     */
    record MarkReplica(String id, ReplicaRef replica, Payload.Fields marks) implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Makes a disk from a replica. Yields the disk.
     *
     * @param id which action
     * @param replica the replica
     * @param zone where, or {@code null} for any zone
     * @param spec how
     */
    record RestoreDisk(
            String id, ReplicaRef replica, @Nullable String zone, DiskSpec spec) implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Sets a disk back, in place, to one of its points: by roll-back where the cloud has it, else by swapping in a disk
     * made from the point, the old one being kept. The machine is stopped for it.
     *
     * @param id which action
     * @param disk the disk
     * @param machine the machine it hangs on
     * @param replica the replica
     * @param spec how the disk is made where it is swapped
     * @param then what the machine does in the end: what it did when the action was first planned, whatever a plan made
     *     anew finds it doing
     */
    record RollBackDisk(
            String id, ResourceId disk, ResourceId machine, ReplicaRef replica, DiskSpec spec, MachineState then)
            implements Action {
        @Override
        public Lane lane() {
            return Lane.of(disk.location());
        }
    }

    /**
     * Makes a machine from replicas: from an image, or from the snapshots of its disks. Yields the machine, running.
     *
     * @param id which action
     * @param source the machine that it stands for
     * @param replicas the image, or a snapshot per disk in the order of the disks of {@code spec}
     * @param location where
     * @param spec how
     */
    record RecoverMachine(String id, ResourceId source, List<ReplicaRef> replicas, Location location, MachineSpec spec)
            implements Action {
        /**
         * Copies the list.
         *          *
         *
         * @param id which action
         * @param source the machine that it stands for
         * @param replicas the image, or a snapshot per disk in the order of the disks of {@code spec}
         * @param location where
         * @param spec how
         * @throws IllegalArgumentException if there is no replica
         */
        public RecoverMachine {
            replicas = List.copyOf(replicas);
            if (replicas.isEmpty()) {
                throw new IllegalArgumentException("A machine cannot be recovered from nothing");
            }
        }

        @Override
        public Lane lane() {
            return Lane.of(location);
        }
    }

    /**
     * Stops a machine, keeping what it is charged for so that it can start again.
     *
     * @param id which action
     * @param machine the machine
     */
    record StopMachine(String id, ResourceId machine) implements Action {
        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Starts a machine.
     *
     * @param id which action
     * @param machine the machine
     */
    record StartMachine(String id, ResourceId machine) implements Action {
        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Deletes a machine that Holdfast made, with the disks made for it.
     *
     * @param id which action
     * @param machine the machine
     * @param disks the disks
     */
    record DeleteMachine(String id, ResourceId machine, List<ResourceId> disks) implements Action {
        /**
         * Copies the list.
         *
         * @param id which action
         * @param machine the machine
         * @param disks the disks
         */
        public DeleteMachine {
            disks = List.copyOf(disks);
        }

        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Deletes a disk that Holdfast made.
     *
     * @param id which action
     * @param disk the disk
     */
    record DeleteDisk(String id, ResourceId disk) implements Action {
        @Override
        public Lane lane() {
            return Lane.of(disk.location());
        }
    }

    /**
     * Hands a policy to the cloud's own scheduler, for exactly these resources: others are taken out of it.
     *
     * @param id which action
     * @param policy the policy
     * @param resources what it is for
     */
    record ApplySchedule(String id, ProtectionPolicy policy, List<ResourceId> resources) implements Action {
        /**
         * Copies the list.
         *
         * @param id which action
         * @param policy the policy
         * @param resources what it is for
         * @throws IllegalArgumentException if there is no resource
         */
        public ApplySchedule {
            resources = List.copyOf(resources);
            if (resources.isEmpty()) {
                throw new IllegalArgumentException("A schedule is for at least one resource");
            }
        }

        @Override
        public Lane lane() {
            return Lane.of(resources.get(0).location());
        }
    }

    /**
     * Takes resources out of a policy of the cloud's own scheduler. A policy that has none left, and that Holdfast made, is
     * deleted.
     *
     * @param id which action
     * @param policy the name of the policy
     * @param location where it is
     * @param resources what is taken out
     */
    record RemoveSchedule(String id, String policy, Location location, List<ResourceId> resources) implements Action {
        /**
         * Copies the list.
         *
         * @param id which action
         * @param policy the name of the policy
         * @param location where it is
         * @param resources what is taken out
         * @throws IllegalArgumentException if there is no resource
         */
        public RemoveSchedule {
            resources = List.copyOf(resources);
            if (resources.isEmpty()) {
                throw new IllegalArgumentException("A schedule is for at least one resource");
            }
        }

        @Override
        public Lane lane() {
            return Lane.of(location);
        }
    }

    /**
     * Makes the blocks of a replica readable, where the cloud asks for that; ended by {@link CloseBlocks}. What grants the
     * access is never recorded: {@link BlockAccess} fetches it anew.
     *
     * @param id which action
     * @param replica the replica
     */
    record OpenBlocks(String id, ReplicaRef replica) implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Ends what {@link OpenBlocks} began.
     *
     * @param id which action
     * @param replica the replica
     */
    record CloseBlocks(String id, ReplicaRef replica) implements Action {
        @Override
        public Lane lane() {
            return replica.lane();
        }
    }

    /**
     * Backs a machine up into a vault of the cloud.
     *
     * @param id which action
     * @param point the point to make
     * @param machine the machine
     * @param vault the vault
     * @param keepFor how long the vault keeps it
     */
    record BackUpToVault(String id, RecoveryPointId point, ResourceId machine, String vault, Duration keepFor)
            implements Action {
        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Restores disks from a vault point.
     *
     * @param id which action
     * @param machine the machine whose point it is
     * @param vault the vault
     * @param point the cloud's id of the point
     * @param options the provider's own options, such as a staging account
     */
    record RestoreFromVault(String id, ResourceId machine, String vault, String point, Payload.Fields options)
            implements Action {
        @Override
        public Lane lane() {
            return Lane.of(machine.location());
        }
    }

    /**
     * Begins continuous replication of a disk or machine.
     *
     * @param id which action
     * @param source what is replicated
     * @param target where to
     * @param options the provider's own options
     */
    record Enrol(String id, ResourceId source, Location target, Payload.Fields options) implements Action {
        @Override
        public Lane lane() {
            return Lane.of(source.location());
        }
    }

    /**
     * Brings up what is replicated: as a drill or for good. Several actions of one group may become one wave.
     *
     * @param id which action
     * @param subject the cloud id of the replicated server, pair, item or plan
     * @param location the lane in which it is called
     * @param mode what for
     * @param point the cloud's id of the point, or {@code null} for the newest
     * @param subnet where it is brought up, or {@code null} for where the replication says
     * @param options the provider's own options
     */
    record FailOverReplication(
            String id,
            String subject,
            Location location,
            Mode mode,
            @Nullable String point,
            @Nullable String subnet,
            Payload.Fields options)
            implements Action {
        /** What a replicated thing is brought up for. */
        public enum Mode {
            /** To be looked at and removed. */
            DRILL,
            /** To serve. */
            FAILOVER
        }

        @Override
        public Lane lane() {
            return Lane.of(location);
        }
    }

    /**
     * Goes on after a failover or drill of a continuous replication: the next thing the cloud allows.
     *
     * @param id which action
     * @param subject the cloud id of the replicated server, pair, item or plan
     * @param location the lane in which it is called
     * @param stage what is wanted
     * @param options the provider's own options
     */
    record ContinueReplication(String id, String subject, Location location, Stage stage, Payload.Fields options)
            implements Action {
        /** What may be wanted of a replication after it was brought up. */
        public enum Stage {
            /** Remove what a drill made. */
            CLEAN_UP,
            /** Accept the failover. */
            COMMIT,
            /** Replicate again the same way, giving the failover up. */
            CANCEL,
            /** Replicate the other way. */
            REPROTECT,
            /** Go back. */
            FAIL_BACK
        }

        @Override
        public Lane lane() {
            return Lane.of(location);
        }
    }
}
