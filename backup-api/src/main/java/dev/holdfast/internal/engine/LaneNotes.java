// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last turn of a lane left for the next, on whichever host: the body of the lane's record.
 *
 * @param turn the number of that turn
 * @param host who had it
 * @param endedAt when it ended in good order; {@code null} if it has not, or nobody knows what was under way
 * @param limits what was taken of the lane's limits by then
 * @param steps what is known of steps beside their rows: see {@link Note}
 * @param twinsAt when the twin watch has looked through the lane last, or {@code null}
 */
record LaneNotes(
        long turn,
        String host,
        @Nullable Instant endedAt,
        Payload.Fields limits,
        Map<String, Note> steps,
        @Nullable Instant twinsAt) {
    static final LaneNotes NONE = new LaneNotes(0, "", Instant.EPOCH, Payload.Fields.EMPTY, Map.of(), null);

    LaneNotes {
        steps = new TreeMap<>(steps);
    }

    /**
     * A step that waits for a time, or whose intent is written and that was not settled when the turn ended.
     *
     * @param generation of which generation this is told
     * @param sentAt when it may have been sent last; {@code null} if it surely has no effect
     * @param due when it is gone on with, or {@code null} for at once
     * @param looks how often it was looked for since
     * @param unseen whether a send of this generation was never answered
     * @param taken whether the cloud called its token or name taken
     * @param vanished whether what it had begun was not shown any more
     */
    record Note(
            int generation,
            @Nullable Instant sentAt,
            @Nullable Instant due,
            int looks,
            boolean unseen,
            boolean taken,
            boolean vanished) {}

    /** Whether the turn ended in good order: nothing of it is under way any more. */
    boolean inOrder() {
        return endedAt != null;
    }

    static LaneNotes of(Optional<RecordRow> row) {
        return row.map(each -> read(each.body())).orElse(NONE);
    }

    private static LaneNotes read(Payload.Fields body) {
        Map<String, Note> steps = new TreeMap<>();
        if (body.get("steps") instanceof Payload.Fields fields) {
            fields.fields().forEach((key, note) -> steps.put(key, note((Payload.Fields) note)));
        }
        return new LaneNotes(
                whole(body, "turn"),
                body.text("host"),
                time(body, "endedAt"),
                body.get("limits") instanceof Payload.Fields limits ? limits : Payload.Fields.EMPTY,
                steps,
                time(body, "twinsAt"));
    }

    private static Note note(Payload.Fields fields) {
        return new Note(
                (int) whole(fields, "generation"),
                time(fields, "sentAt"),
                time(fields, "due"),
                (int) whole(fields, "looks"),
                fields.truth("unseen"),
                fields.truth("taken"),
                fields.truth("vanished"));
    }

    private static long whole(Payload.Fields fields, String name) {
        return fields.get(name) instanceof Payload.Whole value ? value.value() : 0;
    }

    private static @Nullable Instant time(Payload.Fields fields, String name) {
        return fields.get(name) instanceof Payload.Time value ? value.value() : null;
    }

    RecordRow row(String lane, long version) {
        Payload.Fields body = Payload.Fields.EMPTY.with("turn", turn).with("host", host);
        if (endedAt != null) {
            body = body.with("endedAt", new Payload.Time(endedAt));
        }
        if (twinsAt != null) {
            body = body.with("twinsAt", new Payload.Time(twinsAt));
        }
        if (!limits.fields().isEmpty()) {
            body = body.with("limits", limits);
        }
        if (!steps.isEmpty()) {
            Map<String, Payload> notes = new TreeMap<>();
            steps.forEach((key, note) -> notes.put(key, write(note)));
            body = body.with("steps", new Payload.Fields(new TreeMap<>(notes)));
        }
        return new RecordRow(RecordRow.Kind.LANE, "", lane, version, body);
    }

    private static Payload write(Note note) {
        Payload.Fields fields = Payload.Fields.EMPTY.with("looks", note.looks()).with("generation", note.generation());
        if (note.sentAt() != null) {
            fields = fields.with("sentAt", new Payload.Time(note.sentAt()));
        }
        if (note.due() != null) {
            fields = fields.with("due", new Payload.Time(note.due()));
        }
        for (Map.Entry<String, Boolean> each : List.of(
                Map.entry("unseen", note.unseen()),
                Map.entry("taken", note.taken()),
                Map.entry("vanished", note.vanished()))) {
            fields = each.getValue() ? fields.with(each.getKey(), Payload.of(true)) : fields;
        }
        return fields;
    }
}
