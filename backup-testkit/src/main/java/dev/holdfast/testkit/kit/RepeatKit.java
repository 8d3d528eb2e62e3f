// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** How a request may be repeated: one rule or more for each class. */
abstract class RepeatKit extends Topic {
    private String id(Answer answer, StepKey key) {
        return id(hand().finish(answer, key));
    }

    @Rule(value = "HF-RPT-01", says = "TOKEN: the same call with the same token twice is the same thing.")
    void theSameTokenTwiceIsTheSameThing() {
        Primitive primitive = making(RepeatClass.TOKEN);
        StepKey key = hand().key();
        String first = id(hand().start(primitive, key), key);
        String second = id(hand().start(primitive, key), key);
        assertThat(second).as("what the second call with token %s gave", key).isEqualTo(first);
    }

    @Rule(value = "HF-RPT-02", says = "TOKEN: what a call with a token made is also found by its mark.")
    void aTokenIsFoundByItsMark() {
        Primitive primitive = making(RepeatClass.TOKEN);
        StepKey key = hand().key();
        hand().start(primitive, key);
        assertThat(hand().seen(primitive, key))
                .as("what is found of %s", primitive)
                .hasSize(1);
    }

    @Rule(value = "HF-RPT-03", says = "NAMED: what a call made is found by its name and adopted.")
    void aNameIsFound() {
        Primitive primitive = making(RepeatClass.NAMED);
        StepKey key = hand().key();
        String made = id(hand().start(primitive, key), key);
        assertThat(hand().seen(primitive, key))
                .as("what is found under the name of %s", primitive)
                .hasSize(1);
        assertThat(hand().seen(primitive, key).get(0).cloudId()).isEqualTo(made);
    }

    @Rule(value = "HF-RPT-04", says = "NAMED: a name that another thing has is shown as Foreign, never as ours.")
    void aForeignNameIsRefused() {
        Primitive primitive = making(RepeatClass.NAMED);
        Primitive another =
                hand().first(Purpose.PROTECT, take("other", List.of(harness().otherDisk())));
        Assumptions.assumeTrue(another.type().equals(primitive.type()), "only what is made of a disk has a name here");
        StepKey key = hand().key();
        hand().finish(hand().start(another, key), key);
        assertThat(hand().find(primitive, key))
                .as("what is shown under the name of %s, which a snapshot of another disk has", primitive)
                .hasSize(1)
                .allMatch(sighting -> sighting instanceof Sighting.Foreign);
    }

    @Rule(
            value = "HF-RPT-05",
            says = "NAMED: a second call with the name makes no second thing.",
            needs = Needs.GROUND_TRUTH)
    void aNameIsTakenOnce() {
        Primitive primitive = making(RepeatClass.NAMED);
        StepKey key = hand().key();
        hand().finish(hand().start(primitive, key), key);
        try {
            hand().start(primitive, key);
        } catch (CallFailure failure) {
            assertThat(failure.kind()).as("how a taken name is refused").isEqualTo(FailureKind.TAKEN);
        }
        assertThat(harness().existing(key)).as("what exists under the name").hasSize(1);
    }

    @Rule(
            value = "HF-RPT-06",
            says =
                    "MARKED: what a call made is found by its mark once the visibility bound has passed, with all members.")
    void aMarkIsFound() {
        Action action = take("marked", anyDisks());
        Primitive primitive = hand().first(Purpose.PROTECT, action);
        Assumptions.assumeTrue(
                primitive.repeat() == RepeatClass.MARKED, "snapshots are of class " + primitive.repeat());
        StepKey key = hand().key();
        hand().start(primitive, key);
        List<Sighting.Ours> seen = hand().seen(primitive, key);
        assertThat(seen).as("what is found by the mark of %s", primitive).isNotEmpty();
        List<String> subjects = new ArrayList<>();
        seen.forEach(ours -> ours.members().forEach(member -> subjects.add(member.subject())));
        assertThat(subjects)
                .as("the members found of %s", primitive)
                .containsExactlyInAnyOrderElementsOf(primitive.expected());
    }

    @Rule(value = "HF-RPT-07", says = "MARKED: two things with one key are both shown.", needs = Needs.CLOCK)
    void twinsAreShown() {
        Primitive primitive = making(RepeatClass.MARKED);
        StepKey key = hand().key();
        hand().finish(hand().start(primitive, key), key);
        harness().advance(primitive.duration().last());
        hand().finish(hand().start(primitive, key), key);
        harness().advance(provider().finding(primitive).visibility());
        Set<String> ids = new TreeSet<>();
        hand().ours(primitive, key).forEach(ours -> ids.add(ours.cloudId()));
        assertThat(ids).as("what is found after two calls with one mark").hasSize(2);
    }

    @Rule(
            value = "HF-RPT-08",
            says = "GOAL: before it is reached a look shows nothing of ours, afterwards that it is reached.")
    void aGoalIsRead() {
        Primitive goal = goal(true);
        StepKey key = hand().key();
        assertThat(hand().ours(goal, key))
                .as("what is shown of %s before it was sent", goal)
                .isEmpty();
        hand().finish(hand().start(goal, key), key);
        assertThat(hand().ours(goal, key))
                .as("what is shown of %s once it is done", goal)
                .hasSize(1)
                .allMatch(ours -> ours.task() == null);
    }

    /** Brings something into a state: stops a machine; where there are none, marks a snapshot anew. */
    private Primitive goal(boolean there) {
        ResourceId disk = harness().looseDisk();
        Action action;
        if (hasMachines()) {
            ResourceId nobody = ResourceId.machine(disk.location(), "kit-no-such-machine");
            action = new Action.StopMachine("a", there ? harness().machine() : nobody);
        } else {
            String snapshot = there ? snapshot("s", disk) : "kit-no-such-snapshot";
            action = new Action.MarkReplica(
                    "a", snapshotRef(snapshot, disk), Payload.Fields.EMPTY.with(Marks.DATA, "1:later"));
        }
        Primitive goal = hand().first(Purpose.RECOVER, action);
        Assumptions.assumeTrue(goal.repeat() == RepeatClass.GOAL, goal + " is of class " + goal.repeat());
        return goal;
    }

    @Rule(value = "HF-RPT-09", says = "GOAL: what is deleted already counts as reached.")
    void whatIsGoneIsDeleted() {
        ResourceId disk = harness().looseDisk();
        Action delete = new Action.DeleteReplica("a", snapshotRef("kit-no-such-snapshot", disk));
        Primitive primitive = hand().first(Purpose.PRUNE, delete);
        assertThat(hand().ours(primitive, hand().key()))
                .as("what is shown of the deletion of what is gone")
                .hasSize(1);
    }

    @Rule(value = "HF-RPT-10", says = "GOAL: of a thing that does not exist a look says that it is gone.")
    void aGoalOfNothingIsGone() {
        Primitive goal = goal(false);
        assertThat(hand().find(goal, hand().key()))
                .as("what is shown of %s", goal)
                .hasSize(1)
                .allMatch(sighting -> sighting instanceof Sighting.Gone);
    }

    @Rule(
            value = "HF-RPT-11",
            says = "GUARDED: a guard that does not hold is shown as Unmet, as the guard that it is.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void aGuardIsRead() {
        Done done = rollBack();
        Primitive guarded = guarded(done.lowered);
        Primitive resolved = done.resolved(guarded);
        assertThat(machine().state()).isEqualTo(MachineState.RUNNING);
        Primitive other = elsewhere(resolved);
        List<Sighting> seen = hand().find(other, hand().key());
        assertThat(seen)
                .as("what is shown of %s while the machine runs", other)
                .hasSize(1)
                .allMatch(sighting -> sighting instanceof Sighting.Unmet unmet
                        && unmet.expectation().kind() == Expectation.Kind.GUARD);
    }

    /** The same request for something that is not so yet. */
    private static Primitive elsewhere(Primitive resolved) {
        Payload.Fields arguments = resolved.arguments();
        return resolved.repeat() == RepeatClass.GUARDED && arguments.get("machine") != null
                ? resolved.withArguments(arguments.with("disk", "kit-another-disk"))
                : resolved;
    }

    @Rule(
            value = "HF-RPT-12",
            says = "GUARDED: the guard is named as an expectation of the request.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void aGuardIsNamed() {
        Primitive guarded = guarded(rollBack().lowered);
        assertThat(guarded.expectations())
                .as("the expectations of %s", guarded)
                .anyMatch(expectation -> expectation.kind() == Expectation.Kind.GUARD);
    }

    private Done rollBack() {
        ResourceId disk = disks().get(0);
        var attachment = machine().disks().get(0);
        Disk was = disk(disk.id()).orElseThrow();
        DiskSpec spec = new DiskSpec(attachment.device(), attachment.boot(), was.sizeBytes(), was.type(), null);
        return hand().run(
                        Purpose.RECOVER,
                        new Action.RollBackDisk(
                                "b",
                                disk,
                                harness().machine(),
                                snapshotRef(snapshot("a", disk), disk),
                                spec,
                                MachineState.RUNNING));
    }

    private static Primitive guarded(LoweredGroup lowered) {
        Optional<Primitive> guarded = lowered.primitives().stream()
                .filter(primitive -> primitive.repeat() == RepeatClass.GUARDED)
                .findFirst();
        Assumptions.assumeTrue(guarded.isPresent(), "a roll-back takes no request of class GUARDED");
        return guarded.orElseThrow();
    }

    @Rule(
            value = "HF-RPT-13",
            says = "ONCE: a look claims nothing that it cannot know.",
            facets = Facet.GUEST_COMMANDS,
            needs = Needs.MACHINES)
    void onceIsNotClaimed() {
        Optional<Primitive> once = hand().lower(Purpose.PROTECT, held()).primitives().stream()
                .filter(primitive -> primitive.repeat() == RepeatClass.ONCE)
                .findFirst();
        Assumptions.assumeTrue(once.isPresent(), "no request is of class ONCE");
        assertThat(hand().ours(once.orElseThrow(), hand().key()))
                .as("what is claimed of a command never sent")
                .isEmpty();
    }

    @Rule(
            value = "HF-RPT-14",
            says = "A lost answer, settled as the class says, leaves exactly one effect.",
            needs = {Needs.FAULTS, Needs.GROUND_TRUTH, Needs.CLOCK})
    void aLostAnswerLeavesOneEffect() {
        settled(true);
    }

    @Rule(
            value = "HF-RPT-15",
            says = "A lost request, settled as the class says, leaves exactly one effect.",
            needs = {Needs.FAULTS, Needs.GROUND_TRUTH, Needs.CLOCK})
    void aLostRequestLeavesOneEffect() {
        settled(false);
    }

    private void settled(boolean arrived) {
        Primitive primitive =
                hand().first(Purpose.PROTECT, take("a", List.of(harness().looseDisk())));
        StepKey key = hand().key();
        if (arrived) {
            harness().loseNextAnswer();
        } else {
            harness().loseNextRequest();
        }
        try {
            hand().start(primitive, key);
            fail("a call whose answer was lost was answered: %s", primitive);
        } catch (CallFailure failure) {
            assertThat(failure.effect()).as("the effect of %s", failure).isEqualTo(CallFailure.Effect.POSSIBLE);
        }
        if (primitive.repeat() == RepeatClass.TOKEN
                || hand().seen(primitive, key).isEmpty()) {
            hand().finish(hand().startOnceFree(primitive, key), key);
        }
        assertThat(harness().existing(key))
                .as("what exists of %s in the end", primitive)
                .hasSize(1);
    }
}
