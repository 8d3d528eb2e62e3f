// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.log;

import java.util.logging.Logger;

final class Prints {
    private Prints() {}

    static void out() {
        System.out.println();
    }

    static void err() {
        System.err.println();
    }

    static Object logger() {
        return Logger.getLogger("planted");
    }

    static void trace(Exception failure) {
        failure.printStackTrace();
    }
}
