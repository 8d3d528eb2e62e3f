// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.recovery.RecoveryPlan;
import java.util.List;
import java.util.Optional;

/** The saved recovery plans of an installation. Methods block for the store. Safe for use by several threads. */
public interface Plans {
    /**
     * Saves a plan under its name, in place of one that was there. On return it is durable, and in every kit store.
     *
     * @param plan the plan
     * @throws dev.holdfast.failure.InvalidRequestException if it checks health by a host action that is not registered here
     * @throws dev.holdfast.failure.BackupException if it cannot be stored, or a kit store cannot be written: the plan is
     *     saved then all the same, and the message says which kit lacks it
     */
    void save(RecoveryPlan plan);

    /**
     * A plan.
     *
     * @param name its name
     * @return the plan, or empty
     */
    Optional<RecoveryPlan> find(String name);

    /**
     * All plans.
     *
     * @return the plans, by name
     */
    List<RecoveryPlan> all();
}
