// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.time.Chance;
import java.util.ArrayList;
import java.util.List;

/** The write cache between a program and a disk. A crash keeps each write that was not synced with some probability. */
final class CachedDevice implements BlockDevice {

    private final Platter platter;
    private final List<Write> unsynced = new ArrayList<>();
    private Content view;
    private boolean live = true;

    CachedDevice(Platter platter) {
        this.platter = platter;
        this.view = platter.durable();
    }

    @Override
    public long size() {
        return view.size();
    }

    @Override
    public byte[] read(long offset, int length) {
        check();
        return view.read(offset, length);
    }

    @Override
    public void write(long offset, byte[] data) {
        check();
        byte[] copy = data.clone();
        view = view.with(offset, copy);
        unsynced.add(new Write(offset, copy));
    }

    @Override
    public void sync() {
        check();
        platter.durable(view);
        unsynced.clear();
    }

    /** The machine stops or crashes; a write not synced survives with the given probability, each by itself. */
    void crash(double survival, Chance chance) {
        if (live) {
            for (Write write : unsynced) {
                if (chance.happens(survival)) {
                    platter.durable(platter.durable().with(write.offset, write.data));
                }
            }
        }
        live = false;
    }

    private void check() {
        if (!live) {
            throw new MachineStopped();
        }
    }

    private static final class Write {
        private final long offset;
        private final byte[] data;

        Write(long offset, byte[] data) {
            this.offset = offset;
            this.data = data;
        }
    }

    /** Thrown into a program that goes on after its machine has stopped. */
    static final class MachineStopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MachineStopped() {
            super("the machine has stopped");
        }
    }
}
