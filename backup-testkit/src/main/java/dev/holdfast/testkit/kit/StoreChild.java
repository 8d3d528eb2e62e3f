// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RecordRow.Kind;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that writes to a store and says what was acknowledged: a line {@code ack NUMBER.} after each write, {@code end.}
 * when it has done all. What it says goes to its standard output, past any log.
 */
final class StoreChild {
    /** Steps of each operation of a series. */
    static final int STEPS = 2;

    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private StoreChild() {}

    /** What a child does. */
    enum Task {
        /** Takes the store for itself, and writes its series until it is killed. */
        SERIES,
        /** Joins, and writes its series until it is killed. */
        JOINED_SERIES,
        /** Joins, and counts a record of all up, a number of times. */
        COUNT
    }

    /** Task, name, number of times, class of the opener, its arguments. */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Task task = Task.valueOf(args[0]);
        StoreHarness.Opener opener = Class.forName(args[3])
                .asSubclass(StoreHarness.Opener.class)
                .getDeclaredConstructor()
                .newInstance();
        try (Store store = opener.open(Arrays.asList(args).subList(4, args.length))) {
            if (task == Task.COUNT) {
                count(store, args[1], Integer.parseInt(args[2]));
            } else {
                series(store, args[1], task);
            }
        }
        say("end.");
    }

    private static void say(String line) throws IOException {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        OUT.flush();
    }

    private static void series(Store store, String name, Task task) throws IOException {
        long epoch = task == Task.SERIES
                ? store.acquire(StoreTopic.INSTALLATION, name)
                : store.join(StoreTopic.INSTALLATION, name);
        long last = store.record(Kind.PLAN, name).map(RecordRow::version).orElse(0L);
        while (true) {
            // One to three sets in a write.
            int sets = (int) (1 + last % 3);
            List<ChangeSet> write = new ArrayList<>();
            for (int i = 1; i <= sets; i++) {
                write.add(set(name, last + i));
            }
            for (Refused refused : store.write(epoch, write)) {
                accepted(refused);
            }
            last += sets;
            say("ack " + last + ".");
        }
    }

    private static void accepted(@Nullable Refused refused) {
        if (refused != null) {
            throw new IllegalStateException("Refused: " + refused);
        }
    }

    /** All rows of a number of a series, in one set. */
    static ChangeSet set(String name, long number) {
        OperationId id = operation(name, number);
        List<Change> changes = new ArrayList<>();
        changes.add(StoreTopic.record(Kind.PLAN, "", name, number));
        changes.add(StoreTopic.record(Kind.POINT, name + number % 7, key(name, number), 1));
        changes.add(StoreTopic.operation(id, 1, key(name, number), OperationState.SUCCEEDED));
        for (int step = 0; step < STEPS; step++) {
            changes.add(StoreTopic.step(id, step, 1));
        }
        if (number > 1) {
            changes.add(new Change.FreeClaims(operation(name, number - 1)));
        }
        changes.add(StoreTopic.take(name, Mode.EXCLUSIVE, id));
        changes.add(StoreTopic.event(id, key(name, number)));
        changes.add(StoreTopic.evidence(id, key(name, number), "ended"));
        return new ChangeSet(changes);
    }

    static String key(String name, long number) {
        return name + "-" + (1_000_000 + number);
    }

    static OperationId operation(String name, long number) {
        return new OperationId(key(name, number));
    }

    private static void count(Store store, String name, int times) throws IOException {
        long epoch = store.join(StoreTopic.INSTALLATION, name);
        OperationId id = new OperationId(name);
        int tries = 0;
        for (int i = 1; i <= times; ) {
            if (++tries > 1_000 * times) {
                throw new IllegalStateException("Others are always first: " + (i - 1) + " of " + times + " counted");
            }
            RecordRow row = store.record(Kind.PLAN, "count").orElse(null);
            Payload.Fields body = Payload.Fields.EMPTY.with(
                    "count", row == null ? 1 : row.body().whole("count") + 1);
            RecordRow next = new RecordRow(Kind.PLAN, "", "count", row == null ? 1 : row.version() + 1, body);
            ChangeSet set = ChangeSet.of(
                    StoreTopic.take("counting", Mode.EXCLUSIVE, id),
                    new Change.PutRecord(next),
                    StoreTopic.event(id, "count " + i),
                    StoreTopic.evidence(id, null, "count " + i));
            List<@Nullable Refused> answers = store.write(epoch, List.of(set, ChangeSet.of(new Change.FreeClaims(id))));
            Refused refused = answers.get(0);
            if (refused == null) {
                say("ack " + i++ + ".");
            } else if (refused.reason() != Refused.Reason.CHANGED && refused.reason() != Refused.Reason.CLAIMED) {
                accepted(refused);
            }
        }
    }
}
