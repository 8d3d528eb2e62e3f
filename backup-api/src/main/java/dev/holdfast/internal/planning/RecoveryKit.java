// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Trust;
import java.util.ArrayList;
import java.util.List;

/**
 * What one needs to come back with nothing else: plans, points, replicas and what is owed, in one signed document without secrets.
 *
 * @param format the version of the document, 1
 * @param installation whose kit
 * @param epoch who may write: the highest one
 * @param plans the recovery plans
 * @param points the points
 * @param replicas their replicas
 * @param owed what is owed in lost places
 */
public record RecoveryKit(
        int format,
        String installation,
        long epoch,
        List<RecoveryPlan> plans,
        List<PointRecord> points,
        List<ReplicaRecord> replicas,
        List<Owed> owed) {
    private static final int FORMAT = 1;

    /** Copies the lists. */
    public RecoveryKit {
        plans = List.copyOf(plans);
        points = List.copyOf(points);
        replicas = List.copyOf(replicas);
        owed = List.copyOf(owed);
    }

    /**
     * Puts a kit together from the records of a store.
     *
     * @param installation whose kit
     * @param epoch the epoch
     * @param plans rows of kind PLAN
     * @param points rows of kind POINT
     * @param replicas rows of kind REPLICA
     * @param owed rows of kind OBLIGATION
     * @param mapper reads the rows
     * @return the kit
     */
    public static RecoveryKit of(
            String installation,
            long epoch,
            List<RecordRow> plans,
            List<RecordRow> points,
            List<RecordRow> replicas,
            List<RecordRow> owed,
            PayloadMapper mapper) {
        return new RecoveryKit(
                FORMAT,
                installation,
                epoch,
                read(plans, RecoveryPlan.class, mapper),
                read(points, PointRecord.class, mapper),
                read(replicas, ReplicaRecord.class, mapper),
                read(owed, Owed.class, mapper));
    }

    private static <T> List<T> read(List<RecordRow> rows, Class<T> type, PayloadMapper mapper) {
        List<T> values = new ArrayList<>();
        rows.forEach(row -> values.add(mapper.read(row.body(), type)));
        return values;
    }

    /**
     * The rows that a store is filled with.
     *
     * @param mapper writes them
     * @return the rows
     */
    public List<RecordRow> rows(PayloadMapper mapper) {
        List<RecordRow> rows = new ArrayList<>();
        plans.forEach(plan -> rows.add(row(plan, mapper)));
        points.forEach(point -> rows.add(Catalogue.row(point, mapper)));
        replicas.forEach(replica -> rows.add(Catalogue.row(replica, mapper)));
        owed.forEach(each -> rows.add(each.row(mapper)));
        return rows;
    }

    /**
     * The row of a plan.
     *
     * @param plan the plan
     * @param mapper writes it
     * @return the row
     */
    public static RecordRow row(RecoveryPlan plan, PayloadMapper mapper) {
        return new RecordRow(RecordRow.Kind.PLAN, "", plan.name(), 0, (Payload.Fields) mapper.write(plan));
    }

    /**
     * The document.
     *
     * @param mapper writes it
     * @param trust signs it
     * @return one line of text
     */
    public String text(PayloadMapper mapper, Trust trust) {
        String body = mapper.write(this).canonical();
        return Payload.Fields.EMPTY
                .with("kit", mapper.write(this))
                .with("signature", trust.sign(body))
                .canonical();
    }

    /**
     * Reads a document.
     *
     * @param text the document
     * @param name where it comes from, for messages
     * @param mapper reads it
     * @param trust whose signature it must carry
     * @return the kit
     * @throws BackupException if it is damaged, of a newer format, or not signed by this trust
     */
    public static RecoveryKit parse(String text, String name, PayloadMapper mapper, Trust trust) {
        Payload.Fields fields;
        try {
            fields = (Payload.Fields) Payload.parse(text);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw refused(name, "it is damaged: " + e.getMessage(), "take a copy of it from another kit store");
        }
        Payload kit = fields.get("kit");
        if (kit == null || !trust.verify(kit.canonical(), fields.text("signature"))) {
            throw refused(
                    name,
                    "its signature is not one of the trust given",
                    "give the trust of the installation that wrote it, and do not use a kit that anyone else changed");
        }
        try {
            RecoveryKit read = mapper.read(kit, RecoveryKit.class);
            if (read.format() != FORMAT) {
                throw refused(name, "it is of format " + read.format(), "use the version of Holdfast that wrote it");
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw refused(name, String.valueOf(e.getMessage()), "use the version of Holdfast that wrote it");
        }
    }

    private static BackupException refused(String name, String why, String cure) {
        return new BackupException(
                new Failure(FailureKind.INVALID, "Cannot use the recovery kit in " + name, why, cure));
    }
}
