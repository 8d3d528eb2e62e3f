// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.network.Connection;
import dev.holdfast.testkit.world.network.ConnectionHandler;
import dev.holdfast.testkit.world.network.Nic;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine between power on and power off: its memory is this object. It is up when its loader record was good and its
 * program booted; otherwise it says why not.
 */
public final class Computer {

    private final WorldLoop loop;
    private final Chance chance;
    private final Nic nic;
    private final Map<String, CachedDevice> devices = new LinkedHashMap<>();
    private final Set<Integer> ports = new TreeSet<>();
    private @Nullable Program program;
    private @Nullable String failure;
    private boolean on = true;
    private boolean held;
    private Consumer<Boolean> holdWatcher = held -> {};

    private Computer(WorldLoop loop, Chance chance, Nic nic) {
        this.loop = loop;
        this.chance = chance;
        this.nic = nic;
    }

    /**
     * Powers on: reads the loader record of the boot disk and boots the program it names.
     *
     * @param disks device name to disk, in order
     * @param bootDevice device to boot from; null or absent: the machine does not come up
     */
    public static Computer powerOn(
            WorldLoop loop,
            Chance chance,
            Programs programs,
            Nic nic,
            Map<String, Platter> disks,
            @Nullable String bootDevice) {
        Computer computer = new Computer(loop, chance, nic);
        disks.forEach((name, platter) -> computer.devices.put(name, new CachedDevice(platter)));
        computer.guarded(() -> {
            Platter boot = bootDevice == null ? null : disks.get(bootDevice);
            if (boot == null) {
                throw new BootFailure("no boot disk");
            }
            LoaderRecord record = LoaderRecord.read(boot.durable());
            Program program = programs.create(record.program());
            if (program == null) {
                throw new BootFailure("no program " + record.program());
            }
            computer.program = program;
            nic.up(computer::accept);
            program.boot(computer, record.configuration());
        });
        return computer;
    }

    /** Whether its program runs. */
    public boolean isUp() {
        return on && failure == null;
    }

    /** Why its program does not run; null while it does. */
    public @Nullable String failure() {
        return failure;
    }

    /** Power off. Orderly: the program may write a last time and peers hear of it; otherwise a crash. */
    public void powerOff(boolean orderly, double unsyncedSurvival) {
        if (!on) {
            return;
        }
        Program running = program;
        if (orderly && isUp() && running != null) {
            guarded(running::shutdown);
        }
        on = false;
        held(false);
        nic.down(orderly);
        devices.values().forEach(d -> d.crash(unsyncedSurvival, chance));
    }

    /** Pulls a disk out while it runs: what was not synced is lost, and the program fails when it uses it again. */
    public void unplug(String device) {
        CachedDevice pulled = devices.remove(device);
        if (pulled != null) {
            pulled.crash(0, chance);
        }
    }

    /** Runs a command by the guest agent; null when nothing runs that could answer. */
    public Program.@Nullable Reply command(String text) {
        Program running = program;
        if (!isUp() || running == null) {
            return null;
        }
        Program.Reply[] reply = new Program.Reply[1];
        guarded(() -> reply[0] = running.command(text));
        return reply[0];
    }

    /** Virtual time, as a program may read it. */
    public Instant now() {
        return loop.now();
    }

    /** Names of its devices. */
    public List<String> devices() {
        return List.copyOf(devices.keySet());
    }

    /**
     * A disk.
     *
     * @throws BootFailure if there is no device of that name
     */
    public BlockDevice disk(String device) {
        BlockDevice found = devices.get(device);
        if (found == null) {
            throw new BootFailure("no disk " + device);
        }
        return found;
    }

    /** Its address. */
    public String address() {
        return nic.address();
    }

    /** Says whether its program holds its data still; a program that fails or loses power holds nothing. */
    public void held(boolean still) {
        if (held != still) {
            held = still;
            holdWatcher.accept(still);
        }
    }

    /** Is told each time a hold begins and ends. */
    public void whenHeld(Consumer<Boolean> watcher) {
        holdWatcher = watcher;
    }

    /** From now on connections to the port are accepted. */
    public void listen(int port) {
        ports.add(port);
    }

    /** Opens a connection; what comes of it is told to the handler, unless the machine is off by then. */
    public void connect(String address, int port, ConnectionHandler handler) {
        nic.connect(address, port, new Guarded(this, handler));
    }

    /** Runs something later, unless the machine is off by then; keeps no run of the world going. */
    public void timer(Duration delay, Runnable action) {
        loop.inBackground(delay, () -> guarded(action));
    }

    /** A number that no other draw of the world gives, for ids. */
    public long unique() {
        return chance.bits();
    }

    private @Nullable ConnectionHandler accept(int port) {
        Program running = program;
        if (!isUp() || running == null || !ports.contains(port)) {
            return null;
        }
        return new Guarded(this, new ConnectionHandler() {
            @Override
            public void message(Connection connection, String text) {
                running.message(connection, text);
            }

            @Override
            public void closed(Connection connection) {
                running.closed(connection);
            }
        });
    }

    /** A failing program takes its machine down: memory and unsynced writes are lost, the reason is kept. */
    private void guarded(Runnable action) {
        if (!isUp()) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            if (on) {
                failure = e instanceof BootFailure ? e.getMessage() : e.toString();
                ports.clear();
                held(false);
                nic.down(true);
            }
        }
    }

    private record Guarded(Computer computer, ConnectionHandler handler) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            computer.guarded(() -> handler.opened(connection));
        }

        @Override
        public void refused() {
            computer.guarded(handler::refused);
        }

        @Override
        public void timedOut() {
            computer.guarded(handler::timedOut);
        }

        @Override
        public void message(Connection connection, String text) {
            computer.guarded(() -> handler.message(connection, text));
        }

        @Override
        public void closed(Connection connection) {
            computer.guarded(() -> handler.closed(connection));
        }
    }
}
