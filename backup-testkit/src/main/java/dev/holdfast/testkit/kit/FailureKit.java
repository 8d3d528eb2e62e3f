// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.Lock;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Failures, as they are told, and what protects things from deletion. */
abstract class FailureKit extends Topic {
    private static final String USER_DATA = "kit-secret-user-data";

    private Primitive one() {
        return hand().first(Purpose.PROTECT, take("a", List.of(harness().looseDisk())));
    }

    private Primitive unknown() {
        return Primitive.builder("kit", "kit:NoSuchRequest", RepeatClass.GOAL, lane(), Purpose.PROTECT)
                .build();
    }

    private CallFailure refused(Primitive primitive) {
        try {
            Answer answer = hand().start(primitive, hand().key());
            throw new AssertionError(primitive + " was not refused but answered " + answer);
        } catch (CallFailure failure) {
            return failure;
        }
    }

    /** Refused as of this kind, surely without effect. */
    private CallFailure refusedAs(FailureKind kind, Primitive primitive) {
        CallFailure failure = refused(primitive);
        assertThat(failure.kind()).as("the kind of %s", failure).isEqualTo(kind);
        assertThat(failure.effect()).as("the effect of %s", failure).isEqualTo(CallFailure.Effect.NONE);
        return failure;
    }

    @Rule(
            value = "HF-FLR-01",
            says = "A throttled call is THROTTLED, surely without effect, and names a declared limit.",
            needs = Needs.FAULTS)
    void throttlesAreTold() {
        Primitive primitive = one();
        harness().throttleNextCall();
        CallFailure failure = refusedAs(FailureKind.THROTTLED, primitive);
        assertThat(failure.limit()).as("the limit of %s", failure).isNotNull();
        assertThat(provider().limits())
                .as("the declared limits")
                .extracting(Limit::name)
                .contains(failure.limit());
    }

    @Rule(
            value = "HF-FLR-02",
            says = "A call without an answer ends by its deadline, with a possible effect.",
            needs = {Needs.FAULTS, Needs.CLOCK})
    void deadlinesAreKept() {
        Primitive primitive = one();
        harness().loseNextAnswer();
        Instant before = harness().now();
        CallFailure failure = refused(primitive);
        assertThat(Duration.between(before, harness().now()))
                .as("how long the call took")
                .isLessThanOrEqualTo(primitive.deadline());
        assertThat(failure.effect()).as("the effect of %s", failure).isEqualTo(CallFailure.Effect.POSSIBLE);
    }

    @Rule(
            value = "HF-FLR-03",
            says = "What refers to nothing is refused as GONE, surely without effect, with the cloud's code.")
    void whatIsGoneIsTold() {
        ResourceId disk = harness().looseDisk();
        Primitive restore = hand().first(Purpose.RECOVER, restore("b", "kit-no-such-snapshot", disk));
        CallFailure failure = refusedAs(FailureKind.GONE, restore);
        assertThat(failure.code()).as("the cloud's code of %s", failure).isNotBlank();
    }

    @Rule(value = "HF-FLR-04", says = "A request of an unknown type is refused as UNSUPPORTED, surely without effect.")
    void unknownTypesAreRefused() {
        refusedAs(FailureKind.UNSUPPORTED, unknown());
    }

    @Rule(value = "HF-FLR-05", says = "The cost of looking for what is unknown is refused as an illegal argument.")
    void unknownLooksAreRefused() {
        Primitive unknown = unknown();
        RemoteTask task = RemoteTask.of("kit-no-such-kind", lane(), "x", Payload.Fields.EMPTY);
        assertThat(thrown(() -> provider().finding(unknown)))
                .as("what finding(%s) throws", unknown)
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown(() -> provider().observing(task)))
                .as("what observing(%s) throws", task)
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static @Nullable Throwable thrown(Runnable work) {
        try {
            work.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Rule(
            value = "HF-FLR-06",
            says = "No secret shows in a request, a task, an answer or a failure.",
            facets = Facet.RESTORE)
    void secretsDoNotShow() {
        List<String> secrets = new ArrayList<>(harness().secrets());
        StringBuilder texts = new StringBuilder();
        if (hasMachines()) {
            secrets.add(USER_DATA);
            texts.append(recovery(USER_DATA));
        }
        Assumptions.assumeTrue(!secrets.isEmpty(), "there are no secrets");
        ResourceId disk = harness().looseDisk();
        Answer answer = hand().start(one(), hand().key());
        texts.append(answer);
        if (answer instanceof Answer.Started started) {
            texts.append(started.task().details().canonical());
        }
        CallFailure failure = refused(hand().first(Purpose.RECOVER, restore("b", "kit-no-such-snapshot", disk)));
        texts.append(failure).append(failure.code()).append(failure.requestId());
        for (String secret : secrets) {
            assertThat(texts.toString()).as("all texts that were shown").doesNotContain(secret);
        }
    }

    /** The requests that recover a machine with this user data, as text. */
    private String recovery(String userData) {
        MachineSpec spec = specification().userData(Secret.of(userData)).build();
        Hand.Plan plan = hand().plan(Purpose.RECOVER, recover("r", spec));
        StringBuilder texts = new StringBuilder(plan.lowered().toString());
        for (Primitive primitive : plan.primitives()) {
            texts.append(primitive.arguments().canonical()).append(primitive);
        }
        return texts.toString();
    }

    @Rule(
            value = "HF-FLR-07",
            says =
                    "A quota that is used up is THROTTLED, BUSY or FULL, surely without effect, and names a declared limit.",
            needs = Needs.QUOTAS)
    void quotasAreTold() {
        Primitive primitive = one();
        CallFailure refusal = null;
        long most = 2;
        for (Limit limit : provider().limits()) {
            most = Math.min(2_000, Math.max(most, limit.amount() + 1));
        }
        for (long i = 0; i < most && refusal == null; i++) {
            try {
                hand().start(primitive, hand().key());
            } catch (CallFailure failure) {
                refusal = failure;
            }
        }
        Assumptions.assumeTrue(refusal != null, "nothing of this disk is limited");
        CallFailure failure = Objects.requireNonNull(refusal);
        assertThat(failure.kind())
                .as("the kind of %s", failure)
                .isIn(FailureKind.THROTTLED, FailureKind.BUSY, FailureKind.FULL);
        assertThat(failure.effect()).as("the effect of %s", failure).isEqualTo(CallFailure.Effect.NONE);
        assertThat(provider().limits())
                .as("the declared limits")
                .extracting(Limit::name)
                .contains(failure.limit());
    }

    @Rule(value = "HF-FLR-08", says = "Closing a provider again does nothing.")
    void closingTwiceIsFine() {
        assertThatCode(() -> {
                    provider().close();
                    provider().close();
                })
                .as("closing twice")
                .doesNotThrowAnyException();
    }

    @Rule(value = "HF-DEL-01", says = "A deleted snapshot is not shown as usable any more.", facets = Facet.SNAPSHOTS)
    void deletedIsGone() {
        ResourceId disk = harness().looseDisk();
        String id = snapshot("a", disk);
        hand().run(Purpose.PRUNE, new Action.DeleteReplica("b", snapshotRef(id, disk)));
        assertThat(hand().read(new FactQuery.Replicas(
                        lane(), ProductKind.SNAPSHOT, List.of(id), ReplicaDescription.Aspect.STATE)))
                .as("what is shown of the deleted snapshot %s", id)
                .allMatch(shown -> !shown.restorable());
    }

    @Rule(
            value = "HF-DEL-02",
            says = "What is in use is PROTECTED from deletion, surely without effect.",
            facets = Facet.RESTORE,
            needs = Needs.MACHINES)
    void whatIsInUseIsProtected() {
        Action delete = new Action.DeleteDisk("a", disks().get(1));
        refusedAs(FailureKind.PROTECTED, hand().first(Purpose.RECOVER, delete));
        assertThat(disk(disks().get(1).id())).as("the disk in use").isPresent();
    }

    @Rule(
            value = "HF-DEL-03",
            says = "A locked snapshot is shown as locked and PROTECTED from deletion.",
            facets = Facet.SNAPSHOTS)
    void locksAreRespected() {
        ResourceId disk = harness().looseDisk();
        String id = snapshot("a", disk);
        Lock.Mode mode = null;
        for (Lock.Mode each : Lock.Mode.values()) {
            Action lock = new Action.LockReplica(
                    "l", snapshotRef(id, disk), each, harness().shortestLock(), Duration.ZERO);
            if (mode == null && hand().lower(Purpose.PROTECT, lock).refusals().isEmpty()) {
                mode = each;
                hand().run(Purpose.PROTECT, lock);
            }
        }
        Assumptions.assumeTrue(mode != null, "this cloud has no locks");
        Primitive delete = hand().first(Purpose.PRUNE, new Action.DeleteReplica("d", snapshotRef(id, disk)));
        CallFailure failure = refused(delete);
        assertThat(failure.kind()).as("the kind of %s", failure).isEqualTo(FailureKind.PROTECTED);
        ReplicaDescription shown = hand().read(new FactQuery.Replicas(
                        lane(), ProductKind.SNAPSHOT, List.of(id), ReplicaDescription.Aspect.LOCK))
                .get(0);
        assertThat(shown.lock()).as("the lock of %s", id).isNotNull();
        assertThat(Objects.requireNonNull(shown.lock()).mode()).isEqualTo(mode);
    }

    @Rule(value = "HF-DEL-04", says = "Marks can be changed later, and are shown so.", facets = Facet.SNAPSHOTS)
    void marksCanBeChanged() {
        ResourceId disk = harness().looseDisk();
        String id = snapshot("a", disk);
        Payload.Fields marks = Payload.Fields.EMPTY.with(Marks.DATA, "1:later");
        hand().run(Purpose.PROTECT, new Action.MarkReplica("m", snapshotRef(id, disk), marks));
        assertThat(replica(lane(), ProductKind.SNAPSHOT, id).tags())
                .as("the tags of %s", id)
                .containsEntry(Marks.DATA, "1:later")
                .containsKey(Marks.KEY);
    }
}
