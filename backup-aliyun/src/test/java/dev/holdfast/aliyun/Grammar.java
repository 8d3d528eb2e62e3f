// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.StepKey;
import java.util.List;

/** How keys, rights and regions are written in this cloud. */
final class Grammar {
    /** One GiB in bytes: disks are sized in these. */
    static final long GIB = 1L << 30;

    private Grammar() {}

    /** A client token: at most 64 ASCII characters. */
    static String token(StepKey key) {
        return key.token(52);
    }

    /** A name: 2 to 128 characters, begins with a letter, not with {@code auto}. */
    static String name(StepKey key) {
        return "holdfast-" + key.token(32);
    }

    static Permission ecs(Purpose purpose, Lane lane, String action, String things) {
        return new Permission(purpose, "ecs:" + action, "acs:ecs:" + where(lane) + ":" + things + "/*");
    }

    static Permission ebs(Purpose purpose, Lane lane, String action) {
        return new Permission(purpose, "ebs:" + action, "acs:ebs:" + where(lane) + ":replicapair/*");
    }

    static Permission kms(Purpose purpose, Lane lane, String key) {
        return new Permission(purpose, "kms:DescribeKey", "acs:kms:" + where(lane) + ":key/" + key);
    }

    private static String where(Lane lane) {
        return lane.region() + ":" + lane.account();
    }

    /** Regions of mainland China: their data does not leave by a copy, nor come in by one. */
    static boolean isMainland(String region) {
        return region.startsWith("cn-") && !region.equals("cn-hongkong");
    }

    /** A JSON array of texts, as a few parameters want it. */
    static String array(List<String> texts) {
        return Payload.ofTexts(texts).canonical();
    }

    /** Whole GiB that hold this many bytes. */
    static int gib(long bytes) {
        return Math.toIntExact((bytes + GIB - 1) / GIB);
    }
}
