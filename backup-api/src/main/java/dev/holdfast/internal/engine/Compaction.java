// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Owed;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what ended long ago: of an operation its evidence stays, of a preview nothing. Goes along the evidence, in which
 * operations stand in the order of their ends, from where it stopped last; so a round is small however long the history.
 * What the twin watch or an obligation still names is put aside and looked at again. Harmless if two hosts do it at once:
 * where it stopped is compared when it is written. Touched by the loop only, but for the reads.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** A preview is forgotten when it was read; one that a stopped host left, so long after it was asked for. */
    private static final Duration PREVIEWS = Duration.ofHours(1);

    /** How long what is still named, or open, is left alone. */
    private static final Duration AGAIN = Duration.ofHours(1);

    /** A host that has just started has better things to do. */
    private static final Duration START = Duration.ofMinutes(1);

    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    /** The most rows of each sort in one round, and the most steps that it forgets, but for those of its first operation. */
    private static final int PAGE = 50;

    private static final int STEPS = 20_000;

    private static final String CURSOR = "upTo";
    private static final String PREVIEW = "preview";
    private static final String NAMED = "named";

    private final Engine engine;
    private final PayloadMapper mapper;

    /** How far a list was gone through whose pages take several rounds. */
    private final Map<String, String> reached = new TreeMap<>();

    private HostRuntime.@Nullable Timer timer;
    private Instant due = Instant.MAX;
    private boolean looking;

    Compaction(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    // ------------------------------------------------------------------ when

    void started() {
        arm(engine.now().plus(START));
    }

    /** An operation has ended. */
    void ended(Run run) {
        if (!run.preview()) {
            arm(engine.now().plus(engine.config.keepOperations()));
        }
    }

    private void arm(Instant at) {
        if (!at.isBefore(due)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        due = at;
        Instant now = engine.now();
        timer = engine.config
                .runtime()
                .after(now.isBefore(at) ? Duration.between(now, at) : Duration.ZERO, this::round);
    }

    // ------------------------------------------------------------------ previews

    /** A preview is asked for: whoever reads it forgets it, or else this does. */
    Change listed(Run run) {
        Instant now = engine.now();
        arm(now.plus(PREVIEWS));
        return new Change.PutRecord(row(PREVIEW, run.id, Payload.Fields.EMPTY.with("at", new Payload.Time(now))));
    }

    /** A preview was read. */
    List<Change> read(OperationId preview) {
        return List.of(new Change.Forget(preview), unlisted(PREVIEW, preview));
    }

    private static RecordRow row(String group, OperationId id, Payload.Fields body) {
        return new RecordRow(RecordRow.Kind.COMPACTION, group, group + "/" + id, 0, body);
    }

    private static Change unlisted(String group, OperationId id) {
        return new Change.RemoveRecord(RecordRow.Kind.COMPACTION, group + "/" + id);
    }

    // ------------------------------------------------------------------ a round

    private void round() {
        timer = null;
        due = Instant.MAX;
        if (engine.stopping()) {
            return;
        } else if (looking) {
            arm(engine.now().plus(RETRY));
            return;
        }
        looking = true;
        Round round = new Round(engine.config.store(), engine.now());
        engine.config.runtime().run(HostRuntime.Kind.STORE, null, DEADLINE, round::look, (found, failure) -> {
            if (found == null) {
                looking = false;
                LOG.warn("The store could not be read; trying again in {}", RETRY, failure);
                arm(engine.now().plus(RETRY));
            } else if (found.changes.isEmpty()) {
                over(found);
            } else {
                engine.journal.write(new ChangeSet(found.changes), refused -> {
                    if (refused != null) {
                        LOG.debug("Nothing was forgotten: {}", refused.what());
                        found.next = found.now.plus(RETRY);
                    }
                    over(found);
                });
            }
        });
    }

    private void over(Round round) {
        looking = false;
        if (round.next != null) {
            arm(round.next);
        }
    }

    /** What there is to do now. Made on the loop, filled by one read of the store. */
    private final class Round {
        final Store store;
        final Instant now;
        final List<Change> changes = new ArrayList<>();
        private @Nullable Set<String> owing;
        private int steps;

        @Nullable
        Instant next;

        Round(Store store, Instant now) {
            this.store = store;
            this.now = now;
        }

        Round look() {
            for (RecordRow row : page(PREVIEW)) {
                preview(row, id(PREVIEW, row));
            }
            for (RecordRow row : page(NAMED)) {
                OperationId id = id(NAMED, row);
                if (named(id)) {
                    again(now.plus(AGAIN));
                } else {
                    changes.add(new Change.Forget(id));
                    changes.add(unlisted(NAMED, id));
                }
            }
            ended();
            return this;
        }

        private OperationId id(String group, RecordRow row) {
            return new OperationId(row.key().substring(group.length() + 1));
        }

        private void again(Instant at) {
            next = next == null || at.isBefore(next) ? at : next;
        }

        private List<RecordRow> page(String group) {
            List<RecordRow> rows = store.records(RecordRow.Kind.COMPACTION, group, reached.get(group), PAGE);
            if (rows.size() < PAGE) {
                reached.remove(group);
            } else {
                reached.put(group, rows.get(PAGE - 1).key());
                again(now.plus(SOON));
            }
            return rows;
        }

        private void preview(RecordRow row, OperationId id) {
            Instant at = row.body().get("at") instanceof Payload.Time asked
                    ? asked.value().plus(PREVIEWS)
                    : now;
            if (now.isBefore(at)) {
                again(at);
            } else if (store.operation(id).filter(open -> !open.state().ended()).isPresent()) {
                again(now.plus(AGAIN));
            } else {
                changes.addAll(read(id));
            }
        }

        /** Goes on along the evidence, as far as operations ended long enough ago. */
        private void ended() {
            Optional<RecordRow> cursor = store.record(RecordRow.Kind.COMPACTION, CURSOR);
            long from = cursor.map(row -> row.body().whole("sequence")).orElse(0L);
            long upTo = from;
            List<EvidenceRow> page = store.evidence(from, PAGE);
            boolean more = page.size() == PAGE;
            for (EvidenceRow row : page) {
                if (Known.isEnd(row) && row.body().get("endedAt") instanceof Payload.Time ended) {
                    Instant at = ended.value().plus(engine.config.keepOperations());
                    if (now.isBefore(at)) {
                        again(at);
                        more = false;
                        break;
                    } else if (!row.body().truth(Known.WHOLE) && !taken(row.operation())) {
                        more = true;
                        break;
                    }
                }
                upTo = row.sequence();
            }
            if (upTo > from) {
                changes.add(new Change.PutRecord(new RecordRow(
                        RecordRow.Kind.COMPACTION,
                        "",
                        CURSOR,
                        cursor.map(RecordRow::version).orElse(0L) + 1,
                        Payload.Fields.EMPTY.with("sequence", upTo))));
            }
            if (more) {
                again(now.plus(SOON));
            }
        }

        /** Takes an operation into this round; false if that has enough to do. */
        private boolean taken(OperationId id) {
            Optional<OperationRow> row = store.operation(id);
            if (row.isEmpty()) {
                return true;
            } else if (named(id)) {
                changes.add(new Change.PutRecord(row(NAMED, id, Payload.Fields.EMPTY)));
                again(now.plus(AGAIN));
                return true;
            }
            int more = row.get().nextStep();
            if (steps > 0 && steps + more > STEPS) {
                return false;
            }
            steps += more;
            changes.add(new Change.Forget(id));
            return true;
        }

        /**
         * Whether something still looks at the steps of an operation. What is owed becomes an entry of the twin watch in
         * one write, so it is looked for first.
         */
        private boolean named(OperationId id) {
            if (owing == null) {
                owing = new TreeSet<>();
                for (RecordRow row : store.records(RecordRow.Kind.OBLIGATION, null, null, Integer.MAX_VALUE)) {
                    owing.add(Owed.of(row, mapper).operation());
                }
            }
            String keys = engine.config.installation() + "/" + id + "/";
            return owing.contains(id.value())
                    || store.records(RecordRow.Kind.WATCH, null, keys, 1).stream()
                            .anyMatch(row -> row.key().startsWith(keys));
        }
    }
}
