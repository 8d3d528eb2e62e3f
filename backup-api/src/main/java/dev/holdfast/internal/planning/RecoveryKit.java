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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one needs to come back with nothing else: plans, points, replicas and what is owed, in one signed document without secrets.
 *
 * @param format the version of the document, 1
 * @param installation whose kit
 * @param title who owns the installation
 * @param plans the recovery plans
 * @param points the points
 * @param replicas their replicas
 * @param owed what is owed in lost places
 * @param evidence how far the evidence of the store went when the kit was put together; {@code null} in kits of before it
 *     was kept, and in one whose owner has no store of its own yet
 */
public record RecoveryKit(
        int format,
        String installation,
        Title title,
        List<RecoveryPlan> plans,
        List<PointRecord> points,
        List<ReplicaRecord> replicas,
        List<Owed> owed,
        @Nullable Head evidence) {
    private static final int FORMAT = 1;
    private static final Title NOBODY = new Title(0, "", "", 0, Instant.EPOCH);

    /**
     * Who owns the installation, and which of its kits this is.
     *
     * @param epoch rises with each take-over from a kit
     * @param owner tells apart those who took over at the same time
     * @param host the host that wrote it, for people
     * @param serial rises with each kit of an owner
     * @param at when it was written
     */
    public record Title(long epoch, String owner, String host, long serial, Instant at) {
        /**
         * Whether it stands for the same owner.
         *
         * @param other another title
         * @return true if so
         */
        public boolean same(Title other) {
            return epoch == other.epoch && owner.equals(other.owner);
        }

        /**
         * Whether whoever holds the other title has lost the installation.
         *
         * @param other another title
         * @return true if this one is of a later epoch, or of another owner in the same
         */
        public boolean beats(Title other) {
            return epoch > other.epoch || (epoch == other.epoch && !owner.equals(other.owner));
        }

        /**
         * Whether it is of a later kit.
         *
         * @param other another title
         * @return true if so
         */
        public boolean newerThan(Title other) {
            return epoch > other.epoch || (epoch == other.epoch && serial > other.serial);
        }
    }

    /**
     * The newest entry of the evidence: proves all before it.
     *
     * @param sequence its place
     * @param digest its digest
     */
    public record Head(long sequence, String digest) {}

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
     * @param plans rows of kind PLAN
     * @param points rows of kind POINT
     * @param replicas rows of kind REPLICA
     * @param owed rows of kind OBLIGATION
     * @param mapper reads the rows
     * @return the kit, which nobody owns yet
     */
    public static RecoveryKit of(
            String installation,
            List<RecordRow> plans,
            List<RecordRow> points,
            List<RecordRow> replicas,
            List<RecordRow> owed,
            PayloadMapper mapper) {
        return new RecoveryKit(
                FORMAT,
                installation,
                NOBODY,
                read(plans, RecoveryPlan.class, mapper),
                read(points, PointRecord.class, mapper),
                read(replicas, ReplicaRecord.class, mapper),
                read(owed, Owed.class, mapper),
                null);
    }

    /**
     * The first kit of an installation.
     *
     * @param installation whose kit
     * @return a kit without anything in it, which nobody owns yet
     */
    public static RecoveryKit empty(String installation) {
        return new RecoveryKit(FORMAT, installation, NOBODY, List.of(), List.of(), List.of(), List.of(), null);
    }

    /**
     * The same under another title.
     *
     * @param other the title
     * @return the kit
     */
    public RecoveryKit under(Title other) {
        return new RecoveryKit(format, installation, other, plans, points, replicas, owed, evidence);
    }

    /**
     * The same with another head of the evidence.
     *
     * @param head the newest entry, or {@code null} for none
     * @return the kit
     */
    public RecoveryKit proving(@Nullable Head head) {
        return new RecoveryKit(format, installation, title, plans, points, replicas, owed, head);
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
