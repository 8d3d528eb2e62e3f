// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws change sets over few rows, so that they often meet: mostly fitting what is stored, sometimes not. */
final class RandomSets {
    static final int OPERATIONS = 4;
    static final int STEPS = 4;
    static final int SUBJECTS = 3;
    static final int RECORDS = 4;
    static final List<String> KEYS = List.of("one", "two \u0000 \ud800 \\ \ud83d\ude00", "three");

    private final SplittableRandom random;
    private final Store truth;
    private boolean forgets;

    /** Draws against what a store holds. */
    RandomSets(long seed, Store truth) {
        this.random = new SplittableRandom(seed);
        this.truth = truth;
    }

    List<ChangeSet> batch() {
        List<ChangeSet> sets = new ArrayList<>();
        forgets = false;
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<Change> changes = new ArrayList<>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changes.add(change());
            }
            sets.add(new ChangeSet(changes));
        }
        return sets;
    }

    static OperationId operation(int number) {
        return new OperationId("op-" + number);
    }

    private OperationId anOperation() {
        return operation(random.nextInt(OPERATIONS));
    }

    private Payload.Fields body() {
        Payload.Fields body = Payload.Fields.EMPTY.with("n", random.nextLong());
        return random.nextInt(4) == 0 ? body.with("text", "a\nb\u0000\ud800 \u2028 ü \ud83d\ude00 ' \\ \"") : body;
    }

    /** Mostly the version that follows. */
    private long after(long stored) {
        return random.nextInt(6) == 0 ? Math.max(1, stored + random.nextInt(-1, 3)) : stored + 1;
    }

    private Change change() {
        return switch (random.nextInt(16)) {
            case 0, 1 -> putOperation();
            case 2, 3, 4, 5 -> putStep();
            case 6 ->
                new Change.TakeClaim(new ClaimRow(
                        subject(),
                        random.nextInt(3) == 0 ? ClaimRow.Mode.EXCLUSIVE : ClaimRow.Mode.SHARED,
                        anOperation()));
            case 7 ->
                random.nextBoolean()
                        ? new Change.FreeClaims(anOperation())
                        : new Change.FreeClaim(subject(), anOperation());
            case 8 -> putRecord();
            case 9 -> new Change.RemoveRecord(kind(), key());
            case 10 -> new Change.AddEvent(anOperation(), body());
            case 11 ->
                new Change.RemoveEvents(truth.outbox(1).stream()
                                .findFirst()
                                .map(event -> event.sequence())
                                .orElse(0L)
                        + random.nextInt(-1, 4));
            case 12 -> new Change.RequireUnclaimed(subject(), anOperation());
            case 13 -> require();
            case 14 -> new Change.AddEvidence(anOperation(), random.nextBoolean() ? key() : null, body());
            default -> random.nextInt(3) == 0 ? forget() : new Change.Wake("lane" + random.nextInt(3));
        };
    }

    /** One that is there, and once in a batch. */
    private Change forget() {
        OperationId id = anOperation();
        if (forgets || truth.operation(id).isEmpty()) {
            return new Change.AddEvent(id, body());
        }
        forgets = true;
        return new Change.Forget(id);
    }

    private Change putOperation() {
        OperationId id = anOperation();
        Optional<OperationRow> stored = truth.operation(id);
        // The same in all versions; of few, so that they meet.
        @Nullable String key = stored.map(OperationRow::requestKey).orElse(null);
        if (stored.isEmpty()) {
            key = random.nextBoolean() ? key() : null;
        }
        OperationState state = one(OperationState.values());
        return new Change.PutOperation(new OperationRow(
                id, after(stored.map(OperationRow::version).orElse(0L)), key, state, random.nextInt(9), body()));
    }

    private Change putStep() {
        OperationId id = anOperation();
        int number = random.nextInt(STEPS);
        long stored = truth.step(id, number).map(StepRow::version).orElse(0L);
        StepState state = one(StepState.values());
        return new Change.PutStep(new StepRow(
                id,
                number,
                after(stored),
                state,
                random.nextInt(1, 4),
                stored == 0 || random.nextInt(5) == 0 ? body() : Payload.Fields.EMPTY,
                body()));
    }

    private Change putRecord() {
        RecordRow.Kind kind = kind();
        String key = key();
        long stored = truth.record(kind, key).map(RecordRow::version).orElse(0L);
        long version = random.nextInt(3) == 0 ? 0 : after(stored);
        return new Change.PutRecord(new RecordRow(kind, "group" + random.nextInt(2), key, version, body()));
    }

    private Change require() {
        RecordRow.Kind kind = kind();
        String key = key();
        long stored = truth.record(kind, key).map(RecordRow::version).orElse(0L);
        long version = random.nextInt(4) == 0 ? stored + 1 : stored;
        return kind == RecordRow.Kind.LANE
                ? new Change.RequireTurn(key, version)
                : new Change.RequireRecord(kind, key, version);
    }

    RecordRow.Kind kind() {
        return random.nextBoolean() ? RecordRow.Kind.LANE : RecordRow.Kind.POINT;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private String subject() {
        return "subject" + random.nextInt(SUBJECTS);
    }

    private String key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }
}
