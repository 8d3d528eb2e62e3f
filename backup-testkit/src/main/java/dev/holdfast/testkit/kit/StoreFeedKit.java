// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Store.Feed;
import dev.holdfast.spi.Store.Refused.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has changed in operations and steps. */
abstract class StoreFeedKit extends StoreTopic {
    /** The names of what a page tells: operations, and steps with their numbers. */
    static List<String> names(Feed feed) {
        List<String> names = new ArrayList<>();
        feed.operations().forEach(row -> names.add(row.id() + " v" + row.version()));
        feed.steps().forEach(row -> names.add(row.operation() + "/" + row.number() + " v" + row.version()));
        return names;
    }

    @Rule(
            value = "HF-FED-01",
            says = "The position rises with each write that changes something; an empty store is at 0.")
    void thePositionRises() {
        long before = store().position();
        assertThat(before).as("the position of an empty store").isZero();
        List<Change> changes =
                List.of(operation(ONE, 1), step(ONE, 0, 1), point("g", "k"), event(ONE, "x"), evidence(ONE, null, "x"));
        for (Change change : changes) {
            put(change);
            assertThat(store().position()).as("the position after %s", change).isGreaterThan(before);
            before = store().position();
        }
        Feed none = store().changes(before, ALL);
        assertThat(names(none)).as("what has changed since").isEmpty();
        assertThat(none.upTo()).as("up to where that tells").isEqualTo(before);
        assertThat(none.more()).isFalse();
    }

    @Rule(
            value = "HF-FED-02",
            says = "A row that changed several times is told once, as it is now, at its last change.")
    void rowsAreToldOnce() {
        put(operation(ONE, 1), step(ONE, 0, 1), step(ONE, 1, 1));
        long first = store().position();
        put(operation(TWO, 1));
        put(operation(ONE, 2), step(ONE, 1, 2));
        put(step(ONE, 1, 3));
        Feed all = store().changes(0, ALL);
        assertThat(all.operations())
                .as("operations, in the order of their last change")
                .containsExactly(
                        operationRow(TWO, 1, null, OperationState.RUNNING),
                        operationRow(ONE, 2, null, OperationState.RUNNING));
        assertThat(names(all)).containsExactly("op-2 v1", "op-1 v2", "op-1/0 v1", "op-1/1 v3");
        assertThat(all.steps()).containsExactly(stepRow(ONE, 0, 1, body("node 0")), stepRow(ONE, 1, 3, body("node 1")));
        assertThat(all.upTo()).as("up to where that tells").isEqualTo(store().position());
        assertThat(all.more()).isFalse();
        assertThat(names(store().changes(first, ALL)))
                .as("what has changed after the first write")
                .containsExactly("op-2 v1", "op-1 v2", "op-1/1 v3");
    }

    @Rule(
            value = "HF-FED-03",
            says = "A page tells no more than its limit, but the rows of one write are never parted.")
    void rowsOfOneWriteStayTogether() {
        writeAll(ChangeSet.of(operation(ONE, 1), step(ONE, 0, 1)), ChangeSet.of(step(ONE, 1, 1), step(ONE, 2, 1)));
        long first = store().position();
        put(operation(TWO, 1));
        long second = store().position();
        put(operation(THREE, 1), step(THREE, 0, 1));
        Feed page = store().changes(0, 1);
        assertThat(names(page))
                .as("a page of 1, when the first write has 4 rows")
                .containsExactly("op-1 v1", "op-1/0 v1", "op-1/1 v1", "op-1/2 v1");
        assertThat(page.more()).as("whether there is more").isTrue();
        assertThat(page.upTo()).as("up to where that tells").isBetween(first, second - 1);
        page = store().changes(page.upTo(), 2);
        assertThat(names(page))
                .as("a page of 2, when the next writes have 1 and 2 rows")
                .containsExactly("op-2 v1");
        assertThat(page.more()).as("whether there is more").isTrue();
        page = store().changes(page.upTo(), 2);
        assertThat(names(page)).as("the last page").containsExactly("op-3 v1", "op-3/0 v1");
        assertThat(page.upTo()).as("up to where that tells").isEqualTo(store().position());
        assertThat(page.more()).as("whether there is more").isFalse();
    }

    @Rule(value = "HF-FED-04", says = "A row that was forgotten is left out, and one that was refused.")
    void whatIsGoneIsLeftOut() {
        put(operation(ONE, 1), step(ONE, 0, 1));
        put(operation(TWO, 1));
        put(operation(ONE, 2, null, OperationState.UNDONE));
        put(new Change.Forget(ONE));
        refused(Reason.CHANGED, operation(TWO, 2), operation(THREE, 5));
        Feed all = store().changes(0, ALL);
        assertThat(names(all)).containsExactly("op-2 v1");
        assertThat(all.upTo()).as("up to where that tells").isEqualTo(store().position());
        put(operation(ONE, 1));
        assertThat(names(store().changes(all.upTo(), ALL)))
                .as("what was made anew")
                .containsExactly("op-1 v1");
    }

    @Rule(
            value = "HF-FED-05",
            says = "Pages that follow each other tell every change, while more is written between them.")
    void pagesTellEverything() {
        Set<String> told = new LinkedHashSet<>();
        long after = 0;
        int written = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 3 && written < 60; i++) {
                OperationId id = new OperationId("op-" + (100 + written % 20));
                put(operation(id, written / 20 + 1), step(id, written / 20, 1));
                written++;
            }
            Feed page = store().changes(after, 3);
            assertThat(page.upTo()).as("up to where a page tells").isGreaterThanOrEqualTo(after);
            told.addAll(names(page));
            after = page.upTo();
        }
        assertThat(after).as("where it ends").isEqualTo(store().position());
        Set<String> last = new LinkedHashSet<>();
        for (int i = 0; i < 20; i++) {
            last.add("op-" + (100 + i) + " v3");
            last.add("op-" + (100 + i) + "/0 v1");
            last.add("op-" + (100 + i) + "/1 v1");
            last.add("op-" + (100 + i) + "/2 v1");
        }
        assertThat(told).as("all that was told").containsAll(last);
    }
}
