// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.ProductKind;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What providers declare to serve: an action that needs more is refused before the provider is asked anything. */
final class Abilities {
    private final Map<ProviderId, Map<Facet, Facet.Status>> declared;

    Abilities(Map<ProviderId, Map<Facet, Facet.Status>> declared) {
        this.declared = new LinkedHashMap<>(declared);
    }

    /** Why an action cannot be done at all, or {@code null} if the provider declares what it needs. */
    @Nullable
    Failure lacking(Action action) {
        Map<Facet, Facet.Status> of = declared.getOrDefault(action.lane().provider(), Map.of());
        for (Facet facet : needed(action)) {
            Facet.Status status = of.getOrDefault(facet, Facet.Status.NOT_OFFERED);
            if (status != Facet.Status.BUILT) {
                boolean yet = status == Facet.Status.NOT_YET;
                return new Failure(
                        FailureKind.UNSUPPORTED,
                        "Cannot do " + action.getClass().getSimpleName() + " in " + action.lane(),
                        "provider '" + action.lane().provider() + "' does not serve " + facet
                                + (yet ? " yet" : ": its cloud has nothing of the kind"),
                        yet ? "use a version of the provider that does" : "choose another way for this cloud");
            }
        }
        return null;
    }

    static Set<Facet> needed(Action action) {
        if (action instanceof Action.TakeSnapshots take) {
            return take.hooks() == null
                    ? EnumSet.of(Facet.SNAPSHOTS)
                    : EnumSet.of(Facet.SNAPSHOTS, Facet.GUEST_COMMANDS);
        } else if (action instanceof Action.TakeImage take) {
            return take.hooks() == null ? EnumSet.of(Facet.IMAGES) : EnumSet.of(Facet.IMAGES, Facet.GUEST_COMMANDS);
        } else if (action instanceof Action.CopyReplica) {
            return EnumSet.of(Facet.COPIES);
        } else if (action instanceof Action.DeleteReplica delete) {
            return EnumSet.of(of(delete.replica().kind()));
        } else if (action instanceof Action.LockReplica lock) {
            return EnumSet.of(of(lock.replica().kind()));
        } else if (action instanceof Action.MarkReplica mark) {
            return EnumSet.of(of(mark.replica().kind()));
        } else if (action instanceof Action.ApplySchedule || action instanceof Action.RemoveSchedule) {
            return EnumSet.of(Facet.NATIVE_SCHEDULES);
        } else if (action instanceof Action.OpenBlocks || action instanceof Action.CloseBlocks) {
            return EnumSet.of(Facet.BLOCK_READS);
        } else if (action instanceof Action.BackUpToVault || action instanceof Action.RestoreFromVault) {
            return EnumSet.of(Facet.VAULTS);
        } else if (action instanceof Action.Enrol
                || action instanceof Action.FailOverReplication
                || action instanceof Action.ContinueReplication) {
            return EnumSet.of(Facet.CONTINUOUS_REPLICATION);
        }
        return EnumSet.of(Facet.RESTORE);
    }

    private static Facet of(ProductKind kind) {
        return switch (kind) {
            case IMAGE -> Facet.IMAGES;
            case VAULT_POINT -> Facet.VAULTS;
            case DISK, MACHINE, MACHINES, SUPPORT -> Facet.RESTORE;
            default -> Facet.SNAPSHOTS;
        };
    }
}
