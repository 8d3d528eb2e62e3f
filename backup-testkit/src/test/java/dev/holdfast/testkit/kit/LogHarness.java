// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@link LogStore} in a folder of its own; perhaps with a flaw, here or in the processes that it starts. */
public final class LogHarness implements StoreHarness {
    /** What a log cannot do. */
    public static final Map<String, String> DEVIATIONS =
            Map.of("HF-CAS-07", "a line nests a value four levels deeper than the deepest text that is read");

    private final Path folder;
    private final LogFlaw flaw;
    private final LogFlaw ofChildren;
    private final LogFaults faults = new LogFaults();

    public LogHarness(LogFlaw flaw, LogFlaw ofChildren) {
        this.flaw = flaw;
        this.ofChildren = ofChildren;
        try {
            folder = Files.createTempDirectory("holdfast-log-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return folder.resolve("store.log");
    }

    @Override
    public Store open() {
        return new LogStore(file(), flaw, faults);
    }

    @Override
    public Set<Needs> offers() {
        return EnumSet.of(Needs.DURABLE, Needs.SHARED, Needs.FAULTS, Needs.MIGRATIONS);
    }

    @Override
    public void wipe() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Child child() {
        return new Child(Opener.class, List.of(file().toString(), ofChildren.name()), Map.of());
    }

    /** Opens the file in another process. */
    public static final class Opener implements StoreHarness.Opener {
        @Override
        public Store open(List<String> arguments) {
            return new LogStore(Path.of(arguments.get(0)), LogFlaw.valueOf(arguments.get(1)), new LogFaults());
        }
    }

    @Override
    public void loseNextWrite() {
        faults.loseNextWrite();
    }

    @Override
    public void loseNextAnswer() {
        faults.loseNextAnswer();
    }

    @Override
    public List<String> versions() {
        return List.of("1", "2");
    }

    private static void fill(Store store) {
        long epoch = store.acquire("kit", "host");
        store.write(epoch, List.of(StoreChild.set("old", 1), StoreChild.set("old", 2)));
        store.write(epoch, List.of(ChangeSet.of(StoreTopic.record(RecordRow.Kind.LANE, "", "lane", 1))));
    }

    @Override
    public void layOut(String version) {
        wipe();
        try (Store store = new LogStore(file(), LogFlaw.NONE, faults)) {
            fill(store);
        }
        write(read().replace(LogStore.head(LogStore.VERSION), LogStore.head(Long.parseLong(version))));
    }

    @Override
    public String archive(String version) {
        Store store = Store.inMemory();
        fill(store);
        return StoreArchiveKit.text(store);
    }

    @Override
    public Map<String, Runnable> spoiled() {
        return Map.of(
                "of the future",
                        () -> {
                            layOut("2");
                            write(read().replace(LogStore.head(2), LogStore.head(3)));
                        },
                "half-done",
                        () -> {
                            layOut("2");
                            write(read().substring(4));
                        });
    }

    private String read() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            wipe();
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
