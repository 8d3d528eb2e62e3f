// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** Watching work in progress. */
abstract class ObserveKit extends Topic {
    private Hand.Result finish(InWork begun) {
        return hand().finish(begun.task(), begun.key());
    }

    private static RemoteTask renamed(RemoteTask task) {
        Payload.Fields unknown = (Payload.Fields) changed(task.details(), task.id());
        return new RemoteTask(task.kind(), task.lane(), "kit-no-such-thing", unknown, task.group(), task.weight());
    }

    private static Payload changed(Payload payload, String id) {
        if (payload instanceof Payload.Text text && text.value().equals(id)) {
            return Payload.of("kit-no-such-thing");
        } else if (payload instanceof Payload.Fields fields) {
            TreeMap<String, Payload> copy = new TreeMap<>();
            fields.fields().forEach((name, value) -> copy.put(name, changed(value, id)));
            return new Payload.Fields(copy);
        }
        return payload;
    }

    @Rule(value = "HF-OBS-01", says = "There is one answer for each task, in the order of the tasks.")
    void answersAreInOrder() {
        InWork first = begin("a", harness().looseDisk());
        InWork second = begin("b", harness().otherDisk());
        Assumptions.assumeTrue(provider().observing(first.task()).batch() > 1, "one look serves one task here");
        Hand.Result was = finish(first);
        finish(second);
        List<Observation> seen = hand().observe(List.of(second.task(), first.task()));
        assertThat(seen).as("the answers for two tasks").hasSize(2);
        assertThat(seen.get(1)).as("the second answer").isEqualTo(new Observation.Done(was.outputs(), was.members()));
        assertThat(seen.get(0)).as("the first answer").isNotEqualTo(seen.get(1));
    }

    @Rule(value = "HF-OBS-02", says = "A bad id is answered for itself and spoils no other answer.")
    void aBadIdSpoilsNothing() {
        InWork begun = begin("a", harness().looseDisk());
        RemoteTask good = begun.task();
        finish(begun);
        RemoteTask bad = renamed(good);
        try {
            List<RemoteTask> both = provider().observing(good).batch() > 1 ? List.of(bad, good) : List.of(bad);
            List<Observation> seen = hand().observe(both);
            assertThat(seen).as("the answers for a bad task and a good one").hasSameSizeAs(both);
            if (both.size() > 1) {
                assertThat(seen.get(1)).as("the answer for the good one").isInstanceOf(Observation.Done.class);
            }
        } catch (CallFailure failure) {
            fail("a bad id made the whole look fail: %s", failure);
        }
    }

    @Rule(value = "HF-OBS-03", says = "Missing is said of what is unknown.")
    void theUnknownIsMissing() {
        InWork begun = begin("a", harness().looseDisk());
        RemoteTask good = begun.task();
        finish(begun);
        assertThat(hand().observe(renamed(good)))
                .as("what is said of an unknown thing")
                .isEqualTo(new Observation.Missing());
    }

    @Rule(
            value = "HF-OBS-04",
            says = "Missing is said of nothing that exists, once the visibility bound has passed.",
            needs = Needs.CLOCK)
    void whatExistsIsNotMissing() {
        RemoteTask task = begin("a", harness().looseDisk()).task();
        harness().advance(provider().observing(task).visibility());
        List<Observation> seen = new ArrayList<>();
        seen.add(hand().observe(task));
        hand().watch(task, seen);
        assertThat(seen)
                .as("what is said of a snapshot from the visibility bound to its end")
                .doesNotContain(new Observation.Missing());
    }

    @Rule(
            value = "HF-OBS-05",
            says = "Done is said only of what is usable: a restore from it starts at once.",
            facets = Facet.RESTORE)
    void doneIsUsable() {
        ResourceId disk = harness().looseDisk();
        StepKey key = hand().key();
        Primitive take = hand().first(Purpose.PROTECT, take("a", List.of(disk)));
        Hand.Result result = hand().finish(hand().start(take, key), key);
        String id = id(result);
        assertThat(result.members())
                .as("the members of what is done")
                .allMatch(member -> member.state() == Member.State.DONE);
        ReplicaDescription shown = replica(lane(), ProductKind.SNAPSHOT, id);
        assertThat(shown.state())
                .as("the state of %s, which is said to be done", id)
                .isEqualTo(ReplicaState.AVAILABLE);
        Primitive restore = hand().first(Purpose.RECOVER, restore("b", id, disk));
        assertThatCode(() -> hand().start(restore, hand().key()))
                .as("a restore from %s, which is said to be done", id)
                .doesNotThrowAnyException();
    }

    @Rule(
            value = "HF-OBS-06",
            says = "What fails after its call succeeded is Failed, with a reason and all that it left behind.",
            needs = {Needs.FAULTS, Needs.GROUND_TRUTH})
    void failuresNameWhatTheyLeft() {
        InWork begun = begin("a", harness().looseDisk(), () -> harness().failNextCreationLater());
        Observation last = hand().watch(begun.task(), new ArrayList<>());
        assertThat(last).as("the end of what failed later").isInstanceOf(Observation.Failed.class);
        Observation.Failed failed = (Observation.Failed) last;
        assertThat(failed.failure().why()).as("the reason").isNotBlank();
        List<String> left =
                failed.leftBehind().stream().map(LeftBehind::cloudId).toList();
        assertThat(left)
                .as("what is said to be left behind")
                .containsExactlyInAnyOrderElementsOf(harness().existing(begun.key()));
    }

    @Rule(value = "HF-OBS-07", says = "A task is all that it takes to watch: it can be written down and read again.")
    void tasksCanBeWrittenDown() {
        InWork begun = begin("a", harness().looseDisk());
        RemoteTask task = begun.task();
        Hand.Result result = finish(begun);
        String text = task.details().canonical();
        RemoteTask again = new RemoteTask(
                task.kind(), task.lane(), task.id(), (Payload.Fields) Payload.parse(text), task.group(), task.weight());
        assertThat(again).as("the task, written down and read again").isEqualTo(task);
        assertThat(hand().observe(again)).isEqualTo(new Observation.Done(result.outputs(), result.members()));
    }

    @Rule(
            value = "HF-OBS-08",
            says = "What a finished set gives is every member, and none twice.",
            needs = Needs.MACHINES)
    void doneNamesAllMembers() {
        Action action = take("a", disks());
        Primitive primitive = hand().first(Purpose.PROTECT, action);
        Assumptions.assumeTrue(primitive.product() == ProductKind.SNAPSHOT_SET, "sets are no single request here");
        StepKey key = hand().key();
        Hand.Result result = hand().finish(hand().start(primitive, key), key);
        assertThat(result.members().stream().map(Member::subject).toList())
                .as("the subjects of the members of %s", primitive)
                .containsExactlyInAnyOrderElementsOf(primitive.expected());
    }
}
