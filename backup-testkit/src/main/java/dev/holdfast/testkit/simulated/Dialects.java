// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.testkit.profile.CloudProfile;

/** The dialects, by the name of the profile. */
final class Dialects {
    private Dialects() {}

    static Dialect of(CloudProfile profile) {
        return switch (profile.name()) {
            case "aws" -> new AwsDialect();
            case "aliyun" -> new AliyunDialect();
            case "azure" -> new AzureDialect();
            default -> throw new IllegalArgumentException("no dialect for profile " + profile.name());
        };
    }
}
