// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.two;

public final class Two {
    public dev.holdfast.arch.planted.one.One one() {
        return new dev.holdfast.arch.planted.one.One();
    }
}
