// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

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

    /** Amazon EC2 Developer Guide, Request throttling: RunInstances and StartInstances. */
    private static final Bucket AWS_LAUNCHES = new Bucket(5, 2);

    /** Microsoft Learn, Azure Resource Manager throttling: writes of a subscription and region. */
    private static final Bucket AZURE_WRITES = new Bucket(200, 10);

    /** Microsoft Learn, Azure Resource Manager throttling: reads of a subscription and region. */
    private static final Bucket AZURE_READS = new Bucket(250, 25);

    /** Alibaba Cloud does not say it for each API: a careful value. */
    private static final int ALIYUN_IN_A_MINUTE = 250;

    private Clouds() {}

    /**
     * A bucket of calls.
     *
     * @param capacity how many at once
     * @param perSecond how many come back each second
     */
    record Bucket(int capacity, double perSecond) {
        /** The least time in which so many calls go through. */
        Duration least(long calls) {
            return Duration.ofMillis((long) (Math.max(0, calls - capacity) / perSecond * 1_000));
        }
    }

    /**
     * The least time that the requests of a recovery take at the rates of its region; of reads only as many as were
     * needed are counted.
     *
     * @param sent the requests, by name
     * @param looked how many pieces of work had to be looked at
     */
    static Map<String, Duration> least(String profile, Map<String, Long> sent, long looked) {
        Map<String, Duration> least = new TreeMap<>();
        if (profile.equals("aws")) {
            sent.forEach((api, calls) -> {
                if (!Recovery.isRead(api)) {
                    Bucket bucket = api.equals("RunInstances")
                            ? AWS_LAUNCHES
                            : api.equals("DeregisterImage") ? AWS_CREATES : AWS_MUTATIONS;
                    least.put(api, bucket.least(calls));
                }
            });
        } else if (profile.equals("azure")) {
            long writes = 0;
            for (Map.Entry<String, Long> each : sent.entrySet()) {
                writes += Recovery.isRead(each.getKey()) ? 0 : each.getValue();
            }
            least.put("writes", AZURE_WRITES.least(writes));
            // What has a name is looked for before it is made, and looked at until it is done: one request each.
            least.put("reads", AZURE_READS.least(writes + looked));
        } else {
            sent.forEach((api, calls) -> {
                if (!Recovery.isRead(api)) {
                    least.put(api, Duration.ofMinutes((calls - 1) / ALIYUN_IN_A_MINUTE));
                }
            });
        }
        return least;
    }
}
