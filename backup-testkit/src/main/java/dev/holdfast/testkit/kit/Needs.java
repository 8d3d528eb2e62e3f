// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

/** What a rule needs of a harness beyond the provider or store itself. A rule whose needs are not met is skipped, visibly. */
public enum Needs {
    /** There are machines, with disks that hang on them. */
    MACHINES,
    /** Calls can be throttled, lost, and made to fail later; of a store: writes can be lost, and their answers. */
    FAULTS,
    /** Time can be moved. */
    CLOCK,
    /** The cloud keeps real quotas, and it costs nothing to run into them. */
    QUOTAS,
    /** What really happened and what really exists can be asked for, past the provider. */
    GROUND_TRUTH,
    /** There is a second account. */
    SECOND_ACCOUNT,
    /** What a store acknowledges survives the end of its process, and a process of its own can open it. */
    DURABLE,
    /** Several hosts can have a store open at once; where it is also durable, from several processes. */
    SHARED,
    /** Data of earlier versions of a store can be laid out, and spoiled. */
    MIGRATIONS
}
