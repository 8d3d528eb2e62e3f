// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.name;

final class Names {
    private Names() {}

    interface DiskManager {}

    interface DiskHelper {}

    interface DiskUtil {}

    interface DiskUtils {}

    interface DiskImpl {}

    interface Utility {}
}
