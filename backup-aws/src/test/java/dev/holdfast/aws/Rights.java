// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Permission;
import java.util.List;
import java.util.stream.Stream;

/** IAM actions that calls need, as {@link Permission}s of one purpose. */
final class Rights {
    static final String SNAPSHOT = "arn:aws:ec2:*::snapshot/*";
    static final String VOLUME = "arn:aws:ec2:*:*:volume/*";
    static final String INSTANCE = "arn:aws:ec2:*:*:instance/*";
    static final String IMAGE = "arn:aws:ec2:*::image/*";
    static final String KEY = "arn:aws:kms:*:*:key/*";
    static final String ANY = "*";

    private Rights() {}

    /** Pairs of action and resource. */
    static List<Permission> of(Purpose purpose, String... actionsAndResources) {
        return Stream.iterate(0, i -> i < actionsAndResources.length, i -> i + 2)
                .map(i -> new Permission(purpose, actionsAndResources[i], actionsAndResources[i + 1]))
                .toList();
    }

    /** What a copy or a new disk under a key of the customer needs of that key. */
    static List<Permission> withKey(List<Permission> rights, Purpose purpose) {
        return Stream.concat(
                        rights.stream(),
                        of(
                                purpose,
                                "kms:DescribeKey",
                                KEY,
                                "kms:CreateGrant",
                                KEY,
                                "kms:GenerateDataKeyWithoutPlaintext",
                                KEY,
                                "kms:ReEncryptFrom",
                                KEY,
                                "kms:ReEncryptTo",
                                KEY)
                                .stream())
                .toList();
    }
}
