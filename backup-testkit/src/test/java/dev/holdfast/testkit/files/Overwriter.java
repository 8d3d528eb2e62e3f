// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.files;

import dev.holdfast.testkit.world.machine.BlockDevice;
import dev.holdfast.testkit.world.machine.Computer;
import dev.holdfast.testkit.world.machine.Program;
import dev.holdfast.testkit.world.network.Connection;
import java.time.Duration;
import java.util.Arrays;

/** A program that, once told to, writes other bytes over a whole disk, block by block. */
@SuppressWarnings("NullAway.Init") // its memory is filled at boot, before anything else is called
final class Overwriter implements Program {
    static final int PORT = 7_000;
    static final String NAME = "overwriter";
    static final String DEVICE = "/dev/files";

    private static final int STEP = 1 << 16;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final byte[] bytes;
    private Computer computer;

    Overwriter(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public void boot(Computer on, String configuration) {
        computer = on;
        on.listen(PORT);
    }

    @Override
    public void message(Connection connection, String text) {
        connection.send("writing");
        write(computer.disk(DEVICE), 0);
    }

    private void write(BlockDevice disk, int at) {
        disk.write(at, Arrays.copyOfRange(bytes, at, at + STEP));
        disk.sync();
        if (at + STEP < bytes.length) {
            computer.timer(PAUSE, () -> write(disk, at + STEP));
        }
    }
}
