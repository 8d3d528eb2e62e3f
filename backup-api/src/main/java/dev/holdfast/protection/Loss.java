// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/**
 * What may be lost. A point is <em>good</em> only for a stated loss; the wider ones are listed later but do not include
 * the earlier ones by themselves: what each replica survives is stated by its provider.
 */
public enum Loss {
    /** The disk is destroyed or overwritten. */
    DISK,
    /** The machine is destroyed with all its disks. */
    MACHINE,
    /** The zone is gone. */
    ZONE,
    /** The region is gone. */
    REGION,
    /** The account is gone or in other hands. */
    ACCOUNT
}
