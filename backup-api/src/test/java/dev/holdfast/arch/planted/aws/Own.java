// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.aws;

import dev.holdfast.arch.planted.aws.internal.Inside;

final class Own {
    private Own() {}

    static Object allowed() {
        return new Inside();
    }
}
