// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.one;

public final class One {
    public dev.holdfast.arch.planted.two.Two two() {
        return new dev.holdfast.arch.planted.two.Two();
    }
}
