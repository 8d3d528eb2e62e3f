// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all topics of stores share: a store with a host that owns it, and the rows that rules write. */
abstract class StoreTopic extends RuledTopic {
    static final String INSTALLATION = "kit";
    static final OperationId ONE = new OperationId("op-1");
    static final OperationId TWO = new OperationId("op-2");
    static final OperationId THREE = new OperationId("op-3");
    static final int ALL = Integer.MAX_VALUE;

    private final List<Store> handles = new ArrayList<>();
    private @Nullable StoreHarness opened;
    private @Nullable Store first;
    private long owned;

    @Override
    void open(RuledKit kit) {
        opened = Objects.requireNonNull(((StoreCompatibilityKit) kit).harness(), "harness()");
    }

    @Override
    Set<Needs> offers() {
        return harness().offers();
    }

    @Override
    Facet.Status status(Facet facet) {
        throw new IllegalStateException("A store has no facets: " + facet);
    }

    @Override
    void close() {
        if (opened != null) {
            closeAll();
            opened.close();
        }
    }

    StoreHarness harness() {
        return Objects.requireNonNull(opened, "a harness");
    }

    // ---- stores

    /** The store, owned by a host. */
    Store store() {
        if (first == null) {
            first = another();
            owned = first.acquire(INSTALLATION, "host");
        }
        return first;
    }

    long epoch() {
        store();
        return owned;
    }

    /** A store on the same data that no host owns yet. */
    Store another() {
        Store store = harness().open();
        handles.add(store);
        return store;
    }

    void closeAll() {
        handles.forEach(Store::close);
        handles.clear();
        first = null;
    }

    /** Ends the host and begins it again. */
    void restart() {
        closeAll();
        harness().restart();
    }

    // ---- writes

    /** One set, as the owner. */
    @Nullable
    Refused write(Change... changes) {
        List<@Nullable Refused> answers = writeAll(ChangeSet.of(changes));
        return answers.get(0);
    }

    /** Several sets in one write, as the owner. */
    List<@Nullable Refused> writeAll(ChangeSet... sets) {
        return writeAs(store(), epoch(), sets);
    }

    static List<@Nullable Refused> writeAs(Store store, long epoch, ChangeSet... sets) {
        List<@Nullable Refused> answers = store.write(epoch, List.of(sets));
        assertThat(answers).as("the answers to %s sets", sets.length).hasSize(sets.length);
        return answers;
    }

    /** A set that must be accepted. */
    void put(Change... changes) {
        accepted(write(changes), changes);
    }

    static void accepted(@Nullable Refused answer, Change... changes) {
        assertThat(answer).as("the answer to %s", shown(changes)).isNull();
    }

    /** A set that must be refused, and change nothing; what the refusal says. */
    String refused(Refused.Reason reason, Change... changes) {
        List<Object> before = contents(store());
        String what = refused(reason, write(changes), changes);
        assertThat(contents(store())).as("what is stored after a refusal").isEqualTo(before);
        return what;
    }

    static String refused(Refused.Reason reason, @Nullable Refused answer, Change... changes) {
        assertThat(answer)
                .as("the answer to %s, to be refused as %s", shown(changes), reason)
                .isNotNull();
        Refused refused = Objects.requireNonNull(answer);
        assertThat(refused.reason()).as("why %s is refused", shown(changes)).isEqualTo(reason);
        assertThat(refused.what()).as("what a person reads of the refusal").isNotBlank();
        return refused.what();
    }

    private static String shown(Change... changes) {
        String all = List.of(changes).toString();
        return all.length() > 600 ? all.substring(0, 600) + "..." : all;
    }

    static @Nullable Refused answer(List<@Nullable Refused> answers, int which) {
        return answers.get(which);
    }

    // ---- rows

    static Payload.Fields body(String text) {
        return Payload.Fields.EMPTY.with("text", text);
    }

    static OperationRow operationRow(OperationId id, long version, @Nullable String key, OperationState state) {
        return new OperationRow(id, version, key, state, (int) version, body(id + " at " + version));
    }

    static Change operation(OperationId id, long version, @Nullable String key, OperationState state) {
        return new Change.PutOperation(operationRow(id, version, key, state));
    }

    /** A running operation without a key. */
    static Change operation(OperationId id, long version) {
        return operation(id, version, null, OperationState.RUNNING);
    }

    static StepRow stepRow(OperationId id, int number, long version, Payload.Fields node) {
        return new StepRow(id, number, version, StepState.PENDING, 1, node, body("progress " + version));
    }

    static Change step(OperationId id, int number, long version) {
        return new Change.PutStep(stepRow(id, number, version, body("node " + number)));
    }

    static RecordRow recordRow(RecordRow.Kind kind, String group, String key, long version) {
        return new RecordRow(kind, group, key, version, body(key + " at " + version));
    }

    static Change record(RecordRow.Kind kind, String group, String key, long version) {
        return new Change.PutRecord(recordRow(kind, group, key, version));
    }

    /** A point, whatever is stored of it. */
    static Change point(String group, String key) {
        return record(RecordRow.Kind.POINT, group, key, 0);
    }

    static Change take(String subject, ClaimRow.Mode mode, OperationId id) {
        return new Change.TakeClaim(new ClaimRow(subject, mode, id));
    }

    static Change event(OperationId id, String text) {
        return new Change.AddEvent(id, body(text));
    }

    static Change evidence(OperationId id, @Nullable String key, String text) {
        return new Change.AddEvidence(id, key, body(text));
    }

    static List<String> keys(List<RecordRow> rows) {
        return rows.stream().map(RecordRow::key).toList();
    }

    /** Everything that reads show. */
    static List<Object> contents(Store store) {
        List<Object> all = new ArrayList<>();
        for (OperationRow row : store.recentOperations(ALL)) {
            all.add(row);
            all.addAll(store.steps(row.id()));
        }
        all.addAll(store.claims());
        for (RecordRow.Kind kind : RecordRow.Kind.values()) {
            all.addAll(store.records(kind, null, null, ALL));
        }
        all.addAll(store.outbox(ALL));
        all.addAll(store.evidence(0, ALL));
        return all;
    }
}
