// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

/** What goes wrong with the next write of a {@link LogStore}. */
final class LogFaults {
    private boolean write;
    private boolean answer;

    synchronized void loseNextWrite() {
        write = true;
    }

    synchronized void loseNextAnswer() {
        answer = true;
    }

    synchronized boolean loseWrite() {
        boolean lost = write;
        write = false;
        return lost;
    }

    synchronized boolean loseAnswer() {
        boolean lost = answer;
        answer = false;
        return lost;
    }
}
