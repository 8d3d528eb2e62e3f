// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Store.Refused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way in: a batch is one transaction, which begins by locking the row of the installation. So writes of all hosts
 * come one after the other, and what they number (events, evidence, the position) is in the order of their commits.
 *
 * <p>The number of a batch and its answers are written with it. If it is not known whether a batch was committed, its
 * repeat finds them.
 */
final class Writing {
    private static final String WHAT = "Cannot write the store";

    /** Of so many that came later none can still be asking what became of its batch. */
    private static final long WRITERS_KEPT = 10_000;

    private final Session session;
    private final Wakes wakes = new Wakes();
    private long writer;
    private long lastToken;
    private @Nullable Batch unsure;

    /** A batch whose fate is not known. */
    private record Batch(long token, long epoch, List<ChangeSet> sets) {}

    /** The answers; or that what was assumed to be stored was not. */
    private record Attempt(List<@Nullable Refused> answers, boolean holds) {}

    Writing(Session session) {
        this.session = session;
    }

    List<@Nullable Refused> write(long epoch, List<ChangeSet> sets, boolean shared) {
        if (sets.isEmpty()) {
            return List.of();
        }
        if (writer == 0) {
            writer = session.write("Cannot enter the writer into the store", statements -> {
                statements.first(statements.dialect().lockInstallation(), Head::read);
                return Session.kept(enter(statements));
            });
        }
        boolean repeated =
                unsure != null && unsure.epoch() == epoch && unsure.sets().equals(sets);
        lastToken += repeated ? 0 : 1;
        Batch batch = new Batch(lastToken, epoch, List.copyOf(sets));
        unsure = batch;
        Attempt attempt = session.write(WHAT, statements -> attempt(statements, batch, repeated, true, shared));
        if (!attempt.holds()) {
            attempt = session.write(WHAT, statements -> attempt(statements, batch, repeated, false, shared));
        }
        unsure = null;
        return attempt.answers();
    }

    /** A number for who writes here, in the transaction in which it opens the store; it counts once {@link #entered}. */
    long enter(Statements statements) throws SQLException {
        if (writer != 0) {
            return writer;
        }
        statements.update("UPDATE ${prefix}installation SET writers = writers + 1 WHERE id = 1");
        long number = statements
                .first("SELECT writers FROM ${prefix}installation WHERE id = 1", row -> row.getLong(1))
                .orElseThrow();
        statements.update("DELETE FROM ${prefix}writer WHERE id < ?", number - WRITERS_KEPT);
        return number;
    }

    void entered(long number) {
        writer = number;
    }

    private Session.Outcome<Attempt> attempt(
            Statements statements, Batch batch, boolean repeated, boolean assuming, boolean shared)
            throws SQLException {
        Head head = statements
                .first(statements.dialect().lockInstallation(), Head::read)
                .orElseThrow(() -> new SQLException("the row of the installation is missing"));
        if (repeated) {
            // Only now, behind the lock: the first try may have been under way until then.
            List<@Nullable Refused> first = answered(statements, batch);
            if (first != null) {
                return Session.undone(new Attempt(first, true));
            }
        }
        if (head.epoch() != batch.epoch()) {
            Refused fenced = new Refused(
                    Refused.Reason.FENCED, "epoch " + head.epoch() + " has taken over from " + batch.epoch());
            return Session.undone(new Attempt(Collections.nCopies(batch.sets().size(), fenced), true));
        }
        Draft draft = new Draft(head);
        new Loading(batch.sets(), assuming).into(draft, statements);
        List<@Nullable Refused> answers = new ArrayList<>(batch.sets().size());
        Changes changes = new Changes(draft);
        for (ChangeSet set : batch.sets()) {
            answers.add(changes.apply(set));
        }
        if (changes.areDoubtful()) {
            return Session.undone(new Attempt(answers, false));
        } else if (!answers.contains(null)) {
            return Session.undone(new Attempt(answers, true));
        }
        return flush(draft, head, statements, batch, answers, assuming, shared);
    }

    private Session.Outcome<Attempt> flush(
            Draft draft,
            Head before,
            Statements statements,
            Batch batch,
            List<@Nullable Refused> answers,
            boolean assuming,
            boolean shared)
            throws SQLException {
        boolean written;
        try {
            written = new Flush(draft, before, statements).write();
        } catch (SQLException e) {
            if (!assuming || !Failures.isConflict(e)) {
                throw e;
            }
            written = false;
        }
        if (!written && !assuming) {
            throw new SQLException("rows have changed under the lock: something else writes these tables");
        } else if (!written) {
            return Session.undone(new Attempt(answers, false));
        }
        if (shared) {
            wakes.write(draft.woken, statements);
        }
        Head head = draft.head();
        statements.update(
                "UPDATE ${prefix}installation SET position = ?, last_event = ?, removed_event = ?,"
                        + " last_evidence = ?, last_digest = ? WHERE id = 1",
                draft.position(),
                head.lastEvent(),
                head.removedEvent(),
                head.lastEvidence(),
                head.lastDigest());
        List<@Nullable Object[]> row = new ArrayList<>();
        row.add(new Object[] {writer, batch.token(), Answers.write(answers)});
        statements.bulk(statements.dialect().upsert(Shape.WRITER), Shape.WRITER.columns(), row);
        return Session.kept(new Attempt(answers, true));
    }

    private @Nullable List<@Nullable Refused> answered(Statements statements, Batch batch) throws SQLException {
        return statements
                .first(
                        "SELECT answers FROM ${prefix}writer WHERE id = ? AND token = ?",
                        row -> row.getString(1),
                        writer,
                        batch.token())
                .map(text -> Answers.read(text, batch.sets().size()))
                .orElse(null);
    }

    /** Answers as text: only refusals, each with its place. */
    private static final class Answers {
        static String write(List<@Nullable Refused> answers) {
            List<Payload> refusals = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                Refused refused = answers.get(i);
                if (refused != null) {
                    refusals.add(Payload.Fields.EMPTY
                            .with("at", i)
                            .with("reason", refused.reason().name())
                            .with("what", refused.what()));
                }
            }
            return new Payload.Items(refusals).canonical();
        }

        static List<@Nullable Refused> read(String text, int size) {
            List<@Nullable Refused> answers = new ArrayList<>(Collections.nCopies(size, null));
            if (Payload.parse(text) instanceof Payload.Items items) {
                for (Payload item : items.items()) {
                    if (item instanceof Payload.Fields refused) {
                        answers.set(
                                Math.toIntExact(refused.whole("at")),
                                new Refused(Refused.Reason.valueOf(refused.text("reason")), refused.text("what")));
                    }
                }
            }
            return answers;
        }
    }
}
