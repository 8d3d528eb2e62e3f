// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.azure;

import dev.holdfast.arch.planted.aws.internal.Inside;

final class Peeks {
    private Peeks() {}

    static Object peek() {
        return new Inside();
    }
}
