// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import java.util.zip.CRC32C;

/** Checksums of the shipped programs. */
final class Checks {

    private Checks() {}

    static int crc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return (int) crc.getValue();
    }

    static boolean isZero(byte[] data) {
        for (byte b : data) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
