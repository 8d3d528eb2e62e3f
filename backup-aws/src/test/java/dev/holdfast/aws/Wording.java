// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import java.util.regex.Pattern;

/** Texts of the cloud as they may be shown: short, without control characters and signed addresses. */
final class Wording {
    private static final int LONGEST = 500;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final Pattern SIGNED = Pattern.compile("(X-Amz-[A-Za-z-]+|AWSAccessKeyId|Signature)=[^&\\s]+");

    private Wording() {}

    static String plain(String text) {
        String line = CONTROL.matcher(text).replaceAll(" ");
        String safe = SIGNED.matcher(line).replaceAll("$1=...");
        return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
    }
}
