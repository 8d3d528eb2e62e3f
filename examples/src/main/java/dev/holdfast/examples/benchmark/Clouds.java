// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

/**
 * What the clouds allow, written down once more, from their documents, and apart from what providers declare and the
 * simulator enforces: three that agree are no proof, two that differ are an error of one of them.
 */
final class Clouds {
    /** Amazon EBS endpoints and quotas: concurrent snapshot copies per destination Region. */
    static final int AWS_COPIES = 20;

    /** Amazon EBS endpoints and quotas: pending snapshots per account. */
    static final int AWS_PENDING_SNAPSHOTS = 100;

    /** Amazon EC2 Developer Guide, Request throttling: CreateSnapshot and others. */
    static final Bucket AWS_CREATES = new Bucket(100, 5);

    /** Amazon EC2 Developer Guide, Request throttling: mutating actions without a bucket of their own. */
    static final Bucket AWS_MUTATIONS = new Bucket(50, 5);

    private Clouds() {}

    /**
     * A bucket of calls.
     *
     * @param capacity how many at once
     * @param perSecond how many come back each second
     */
    record Bucket(int capacity, double perSecond) {}
}
