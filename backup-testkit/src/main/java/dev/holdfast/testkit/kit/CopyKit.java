// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.List;

/** Copies to other places. */
abstract class CopyKit extends Topic {
    private ResourceId disk() {
        return harness().looseDisk();
    }

    private Lane there() {
        return Lane.of(harness().elsewhere().orElseThrow());
    }

    @Rule(
            value = "HF-CPY-01",
            says = "A copy lies where it was asked for, under the key that was asked for.",
            facets = Facet.COPIES)
    void aCopyLiesThereUnderItsKey() {
        Action.CopyReplica copy = copy("b", snapshot("a", disk()), disk());
        String id = hand().run(Purpose.PROTECT, copy).id(copy);
        ReplicaDescription shown = replica(there(), ProductKind.SNAPSHOT, id);
        assertThat(shown.restorable()).as("%s is restorable", shown).isTrue();
        harness()
                .key()
                .ifPresent(key ->
                        assertThat(shown.keyId()).as("the key of %s", shown).isEqualTo(key.id()));
    }

    @Rule(value = "HF-CPY-02", says = "A copy carries all marks of its call.", facets = Facet.COPIES)
    void aCopyCarriesItsMarks() {
        Action.CopyReplica copy = copy("b", snapshot("a", disk()), disk());
        Done done = hand().run(Purpose.PROTECT, copy);
        assertThat(replica(there(), ProductKind.SNAPSHOT, done.id(copy)).tags())
                .as("the tags of copy %s", done.id(copy))
                .containsAllEntriesOf(hand().marks(done.result(copy).key()));
    }

    @Rule(value = "HF-CPY-03", says = "A copy leaves what it was made of as it was.", facets = Facet.COPIES)
    void theSourceOfACopyIsKept() {
        String snapshot = snapshot("a", disk());
        ReplicaDescription before = replica(lane(), ProductKind.SNAPSHOT, snapshot);
        Action.CopyReplica copy = copy("b", snapshot, disk());
        hand().run(Purpose.PROTECT, copy);
        ReplicaDescription after = replica(lane(), ProductKind.SNAPSHOT, snapshot);
        assertThat(facts(after)).as("snapshot %s after it was copied", snapshot).isEqualTo(facts(before));
    }

    @Rule(
            value = "HF-CPY-04",
            says = "A copy names the disk that its data came from as its source.",
            facets = Facet.COPIES)
    void aCopyKnowsItsDisk() {
        Action.CopyReplica copy = copy("b", snapshot("a", disk()), disk());
        Done done = hand().run(Purpose.PROTECT, copy);
        assertThat(done.members(copy).keySet()).as("the subjects of the copy").containsExactly(disk().id());
    }

    @Rule(
            value = "HF-CPY-05",
            says = "Progress is from 0 to 100, or -1 where it is not known, and never falls.",
            facets = Facet.COPIES)
    void progressNeverFalls() {
        Primitive copy = hand().last(Purpose.PROTECT, copy("b", snapshot("a", disk()), disk()));
        StepKey key = hand().key();
        List<Observation> seen = new ArrayList<>();
        Observation last =
                hand().watch(inWork(copy, key, hand().start(copy, key)).task(), seen);
        assertThat(last).as("the end of the copy").isInstanceOf(Observation.Done.class);
        int least = -1;
        for (Observation each : seen) {
            if (each instanceof Observation.Running running && running.percent() >= 0) {
                assertThat(running.percent()).as("progress after %s %%", least).isGreaterThanOrEqualTo(least);
                least = running.percent();
            }
        }
    }

    @Rule(
            value = "HF-CPY-06",
            says = "A copy into another account is refused, or takes back what it shared.",
            facets = Facet.COPIES,
            needs = Needs.SECOND_ACCOUNT)
    void aCopyIntoAnotherAccountEndsItsShare() {
        String snapshot = snapshot("a", disk());
        Action.CopyReplica copy = new Action.CopyReplica(
                "b",
                POINT,
                snapshotRef(snapshot, disk()),
                harness().otherAccount().orElseThrow(),
                null,
                null);
        Hand.Plan plan = hand().plan(Purpose.PROTECT, copy);
        if (!plan.lowered().refusals().isEmpty()) {
            assertThat(plan.lowered().refusals())
                    .as("the refusal of a copy into another account")
                    .allMatch(refusal -> refusal.failure().kind() == FailureKind.UNSUPPORTED);
            return;
        }
        Done done = hand().run(Purpose.PROTECT, copy);
        assertThat(done.id(copy)).isNotBlank();
        ReplicaDescription after = hand().read(new FactQuery.Replicas(
                        lane(), ProductKind.SNAPSHOT, List.of(snapshot), ReplicaDescription.Aspect.SHARING))
                .get(0);
        assertThat(after.sharedWith())
                .as("with whom the source of the copy is shared afterwards")
                .isEmpty();
    }

    private static List<Object> facts(ReplicaDescription shown) {
        return List.of(shown.state(), shown.restorable(), shown.bytes(), shown.tags(), String.valueOf(shown.keyId()));
    }
}
