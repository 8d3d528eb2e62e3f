// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ClassificationTest {
    private static final String CLOUD = "https://management.azure.com";
    private static final Lane EAST = Lane.of(Subscription.EAST);

    private static Call copy() {
        return Subscription.call(Primitive.builder("c", SnapshotLowering.COPY, RepeatClass.NAMED, EAST, Purpose.PROTECT)
                .subject(Subscription.SNAPSHOT)
                .arguments(Payload.Fields.EMPTY
                        .with("group", "g")
                        .with("region", "eastus")
                        .with("source", Subscription.SNAPSHOT)
                        .with("option", "CopyStart"))
                .build());
    }

    private static RemoteTask started(Call call, Map<String, String> headers) {
        return ((Answer.Started) Answers.of(call, CLOUD, 202, headers, null)).task();
    }

    private static RemoteTask copying() {
        return started(
                copy(),
                Recordings.first("completion_percent", "PUT", "/snapshots/snapb")
                        .headers());
    }

    @Test
    void aTaskHoldsIdentifiersAndNeverTheSignedAddress() {
        RemoteTask task = started(
                copy(),
                Map.of(
                        "Azure-AsyncOperation",
                        CLOUD
                                + "/subscriptions/s/providers/Microsoft.Compute/locations/East%20US/DiskOperations/0a-1?p=x&api-version=1&t=9&c=CERT&s=SIGNATURE&h=HASH"));
        assertThat(task.kind()).isEqualTo("compute:operation");
        assertThat(task.id()).isEqualTo("0a-1");
        assertThat(task.lane()).isEqualTo(EAST);
        assertThat(task.details().text("region")).isEqualTo("eastus");
        assertThat(task.details().text("collection")).isEqualTo("DiskOperations");
        assertThat(task.details().canonical()).doesNotContain("CERT", "SIGNATURE", "HASH", "https");
    }

    @Test
    void anOperationOnAnotherHostGetsNoToken() {
        assertThatThrownBy(() -> started(
                        copy(), Map.of("Azure-AsyncOperation", "https://evil.example/locations/eastus/operations/1")))
                .isInstanceOfSatisfying(
                        CallFailure.class,
                        failure -> assertThat(failure.effect()).isEqualTo(CallFailure.Effect.POSSIBLE))
                .hasMessageContaining("another host, evil.example");
    }

    @Test
    void theCopyOperationEndsAtNoPercentAndTheTaskMovesToTheSnapshot() {
        RemoteTask task = copying();
        List<Recordings.Interaction> polls = Recordings.matching(
                "completion_percent",
                each -> each.method().equals("GET") && each.uri().contains(task.id()));
        assertThat(Looks.operation(
                        task, 200, polls.get(0).headers(), polls.get(0).answer()))
                .isEqualTo(new Observation.Running(-1, Duration.ZERO));
        Recordings.Interaction last = polls.get(polls.size() - 1);
        // What the operation shows of the snapshot leaves its progress out: it must not be taken for whole.
        assertThat(Json.text(last.answer(), "properties", "output", "properties", "provisioningState"))
                .isEqualTo("Succeeded");
        assertThat(Json.at(last.answer(), "properties", "output", "properties", "completionPercent"))
                .isNull();
        Observation.Moved moved = (Observation.Moved) Looks.operation(task, 200, last.headers(), last.answer());
        assertThat(moved.task().kind()).isEqualTo("compute:resource");
        assertThat(moved.task().id()).endsWith("/snapshots/" + ArmRequest.name(Subscription.KEY));
        Recordings.Interaction look = Recordings.first("completion_percent", "GET", "/snapshots/snapb");
        assertThat(Looks.resource(moved.task(), 200, Map.of(), Json.at(last.answer(), "properties", "output")))
                .isEqualTo(new Observation.Running(-1, Duration.ZERO));
        assertThat(Looks.resource(moved.task(), 200, look.headers(), look.answer()))
                .isEqualTo(new Observation.Running(0, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"99, ''", "100, Pending", "100, InstantAccess"})
    void aSnapshotThatStillLeansOnItsDiskIsNotDone(int percent, String access) {
        assertThat(Looks.resource(
                        snapshotTask(),
                        200,
                        Map.of(),
                        snapshot("\"completionPercent\":" + percent + ",\"snapshotAccessState\":\"" + access + "\",")))
                .isInstanceOf(Observation.Running.class);
    }

    private static RemoteTask snapshotTask() {
        return RemoteTask.of(
                Answers.RESOURCE,
                EAST,
                "/s/snapshots/x",
                Payload.Fields.EMPTY
                        .with("type", SnapshotLowering.COPY)
                        .with("resource", "/s/snapshots/x")
                        .with("subject", Subscription.SNAPSHOT));
    }

    private static Object snapshot(String extra) {
        return Recordings.parse("{\"tags\":{\"holdfast-key\":\"shop/op-1/3/1\"},\"properties\":{" + extra
                + "\"provisioningState\":\"Succeeded\",\"diskSizeBytes\":1024,\"creationData\":{\"sourceResourceId\":\""
                + Subscription.SNAPSHOT.toUpperCase(java.util.Locale.ROOT) + "\"}}}");
    }

    @Test
    void aWholeSnapshotIsDoneAndItsMemberIsNamedByItsSource() {
        assertThat(Looks.resource(snapshotTask(), 200, Map.of(), snapshot("\"completionPercent\":100.0,")))
                .isEqualTo(new Observation.Done(
                        Payload.Fields.EMPTY.with("id", "/s/snapshots/x").with("name", "x"),
                        List.of(new Member(
                                Subscription.SNAPSHOT,
                                "/s/snapshots/x",
                                Member.State.DONE,
                                Payload.Fields.EMPTY.with("bytes", 1024)))));
    }

    @Test
    void aCopyThatGaveUpIsFailedAndLeavesItsDebrisNamed() {
        Observation.Failed failed = (Observation.Failed)
                Looks.resource(
                        snapshotTask(),
                        200,
                        Map.of(),
                        snapshot(
                                "\"completionPercent\":40,\"copyCompletionError\":{\"errorCode\":\"CopySourceNotFound\",\"errorMessage\":\"gone\"},"));
        assertThat(failed.failure().why()).isEqualTo("CopySourceNotFound: gone");
        assertThat(failed.leftBehind()).containsExactly(new LeftBehind(EAST, ProductKind.SNAPSHOT, "/s/snapshots/x"));
    }

    @Test
    void aFailedOperationIsFailedAndNotDoneWithNothing() {
        Observation seen = Looks.operation(
                snapshotTask(),
                200,
                Map.of(),
                Recordings.parse(
                        "{\"status\":\"Failed\",\"error\":{\"code\":\"AllocationFailed\",\"message\":\"full\"}}"));
        assertThat(((Observation.Failed) seen).failure().kind()).isEqualTo(FailureKind.CAPACITY);
    }

    @Test
    void anOperationThatIsNotKnownAnyMoreIsLookedForByTheNameItMade() {
        assertThat(Looks.operation(snapshotTask(), 404, Map.of(), null)).isInstanceOf(Observation.Moved.class);
    }

    @Test
    void aRestorePointTellsItsLevelAndItsMembersByItself() {
        Recordings.Interaction read = Recordings.first("test_restore_point.", "GET", "/restorePoints/");
        RemoteTask task = RemoteTask.of(
                Answers.RESOURCE,
                EAST,
                "/p",
                Payload.Fields.EMPTY
                        .with("type", RestorePointLowering.PUT)
                        .with("resource", "/p")
                        .with("subject", "vm"));
        Observation.Done done = (Observation.Done) Looks.resource(task, 200, read.headers(), lastAnswer());
        assertThat(done.outputs().text("level")).isEqualTo("CRASH");
        assertThat(done.members()).hasSize(1);
        assertThat(done.members().get(0).cloudId()).contains("/diskRestorePoints/");
        assertThat(done.members().get(0).subject()).contains("/disks/vm_");
        Observation early = Looks.resource(
                task,
                201,
                Map.of(),
                Recordings.first("test_restore_point.", "PUT", "/restorePoints/")
                        .answer());
        assertThat(early).isEqualTo(new Observation.Running(-1, Duration.ZERO));
    }

    private static Object lastAnswer() {
        List<Recordings.Interaction> reads = Recordings.matching(
                "test_restore_point.",
                each -> each.method().equals("GET")
                        && each.uri().contains("/restorePoints/")
                        && Json.text(each.answer(), "properties", "provisioningState")
                                .equals("Succeeded"));
        return java.util.Objects.requireNonNull(reads.get(0).answer());
    }

    @Test
    void aBackupMovesFromItsOperationToItsJobAndEndsWithIt() {
        Call call =
                Subscription.call(Primitive.builder("b", VaultLowering.BACK_UP, RepeatClass.JOB, EAST, Purpose.PROTECT)
                        .arguments(Payload.Fields.EMPTY.with("item", "/item"))
                        .build());
        Recordings.Interaction post = Recordings.first("test_backup_scenario", "POST", "/backup?");
        RemoteTask task = started(call, post.headers());
        assertThat(task.kind()).isEqualTo("recoveryservices:backupOperation");
        assertThat(task.details().text("vault")).endsWith("/vaults/clitest-vault000002");
        assertThat(task.group()).isEqualTo(task.details().text("vault"));
        Recordings.Interaction ended = Recordings.matching(
                        "test_backup_scenario",
                        each -> each.uri().contains("/backupOperations/" + task.id())
                                && !Json.text(each.answer(), "properties", "jobId")
                                        .isEmpty())
                .get(0);
        RemoteTask job = ((Observation.Moved) Looks.operation(task, 200, ended.headers(), ended.answer())).task();
        assertThat(job.group()).isEqualTo(task.group());
        List<Recordings.Interaction> reads = Recordings.matching(
                "test_backup_scenario",
                each -> each.method().equals("GET") && each.uri().contains("/backupJobs/" + job.id()));
        assertThat(Looks.backupJob(job, 200, Map.of(), reads.get(0).answer()))
                .isEqualTo(new Observation.Running(-1, Duration.ofSeconds(30)));
        assertThat(Looks.backupJob(
                        job, 200, Map.of(), reads.get(reads.size() - 1).answer()))
                .isInstanceOf(Observation.Done.class);
    }

    @Test
    void aThrottleSaysHowLongInItsHeaderOrOnlyInItsText() {
        Object body = Recordings.parse(
                "{\"error\":{\"code\":\"ResourceRequestsThrottled\",\"message\":\"Number of requests exceeded the limit of '150' for time interval '01:00:00'. Please try again after '324' seconds.\"}}");
        CallFailure byText = Errors.failure(429, Map.of(), body);
        assertThat(byText.kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(byText.effect()).isEqualTo(CallFailure.Effect.NONE);
        assertThat(byText.retryAfter()).isEqualTo(Duration.ofSeconds(324));
        assertThat(byText.limit()).isEqualTo(AzureLimits.BACKUP_JOB_READS);
        assertThat(Errors.failure(429, new TreeMap<>(Map.of("Retry-After", "7")), body)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(Errors.failure(429, Map.of("Retry-After", "0"), null).retryAfter())
                .isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "404, ResourceNotFound, GONE, NONE",
        "404, NotFound, GONE, NONE",
        "404, ResourceGroupNotFound, GONE, NONE",
        "404, ResourceExtendedInfoNotFound, GONE, NONE",
        "404, ArmResourceDoesNotExist, GONE, NONE",
        "409, OperationNotAllowed, UNSUPPORTED, NONE",
        "409, ScopeLocked, PROTECTED, NONE",
        "409, Conflict, BUSY, NONE",
        "409, AnotherOperationInProgress, BUSY, NONE",
        "429, RetryableErrorDueToAnotherOperation, BUSY, NONE",
        "429, ResourceRequestsThrottled, THROTTLED, NONE",
        "429, TooManyRequests, THROTTLED, NONE",
        "400, UserErrorChangeEnhancedSecurityStateNotAllowed, PROTECTED, NONE",
        "400, UserErrorDisableSoftDeleteNotAllowed, PROTECTED, NONE",
        "400, UserErrorUnsupportedVaultImmutabilityStateChange, PROTECTED, NONE",
        "400, UserErrorCrossRegionRestoreStateChangeNotAllowed, PROTECTED, NONE",
        "409, MissingSubscriptionRegistration, ACCOUNT, NONE",
        "500, CloudStorageUnexpectedError, TRANSIENT, POSSIBLE",
        "403, AuthorizationFailed, DENIED, NONE",
        "401, ExpiredAuthenticationToken, CREDENTIALS, NONE",
        "412, PreconditionFailed, STALE, NONE",
        "503, '', TRANSIENT, POSSIBLE",
        "500, SomethingNew, UNRECOGNISED, POSSIBLE",
        "409, SomethingNew, UNRECOGNISED, NONE"
    })
    void everyCodeMeansOneThing(int status, String code, FailureKind kind, CallFailure.Effect effect) {
        CallFailure failure = Errors.failure(
                status,
                Map.of("x-ms-request-id", "r-1"),
                Recordings.parse("{\"error\":{\"code\":\"" + code + "\",\"message\":\"m\"}}"));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.effect()).isEqualTo(effect);
        assertThat(failure.requestId()).isEqualTo("r-1");
    }

    @Test
    void aQuotaIsFullAndASignedAddressNeverShown() {
        assertThat(Errors.kind(409, "OperationNotAllowed", "exceeding approved standardDSv3Family Cores quota"))
                .isEqualTo(FailureKind.FULL);
        assertThat(Errors.kind(409, "OperationNotAllowed", "There is an active shared access signature outstanding"))
                .isEqualTo(FailureKind.BUSY);
        assertThat(Errors.clean("a\u001b[1mb\nc")).isEqualTo("a [1mb c");
        assertThat(Errors.clean("see https://x.blob.core.windows.net/a?sv=1&sig=SECRET now"))
                .isEqualTo("see <signed address> now");
    }

    @Test
    void everyRefusalInTheRecordingsIsRecognised() {
        int seen = 0;
        Map<String, Integer> unknown = new TreeMap<>();
        for (Recordings.Interaction each : Recordings.all()) {
            if (each.status() >= 400) {
                seen++;
                CallFailure failure = Errors.failure(each.status(), each.headers(), each.answer());
                if (failure.kind() == FailureKind.UNRECOGNISED) {
                    unknown.merge(each.status() + " " + failure.code(), 1, Integer::sum);
                }
            }
        }
        LoggerFactory.getLogger(ClassificationTest.class)
                .warn("{} of {} recorded refusals recognised", seen - unknown.size(), seen);
        assertThat(seen).isGreaterThanOrEqualTo(40);
        assertThat(unknown).isEmpty();
    }

    private static Trace trace(Call call) {
        return Subscription.trace(call.primitive());
    }

    @Test
    void aNameIsOursOnlyWithOurMarkAndTheSameSource() {
        ArmId id = new ArmId("/s/snapshots/x");
        assertThat(Looks.named(trace(copy()), id, 404, null)).isEmpty();
        assertThat(Looks.named(trace(copy()), id, 200, snapshot("\"completionPercent\":100,")))
                .hasValueSatisfying(
                        seen -> assertThat(((Sighting.Ours) seen).task()).isNull());
        assertThat(Looks.named(trace(copy()), id, 200, snapshot("\"completionPercent\":10,")))
                .hasValueSatisfying(
                        seen -> assertThat(((Sighting.Ours) seen).task()).isNotNull());
        assertThat(Looks.named(trace(copy()), id, 200, Recordings.parse("{\"properties\":{}}")))
                .contains(new Sighting.Foreign(Subscription.KEY, "/s/snapshots/x", "a resource without our mark"));
    }

    @Test
    void aReplicatedItemTellsHowFarItsTargetHasCome() {
        Recordings.Interaction read = Recordings.matching(
                        "siterecovery_A2A",
                        each -> each.method().equals("GET")
                                && each.uri().contains("/replicationProtectedItems/")
                                && Json.at(each.answer(), "properties", "allowedOperations") instanceof List<?> list
                                && list.contains("UnplannedFailover"))
                .get(0);
        ReplicationDescription item = Looks.replication(EAST, read.answer());
        assertThat(item.recoverTo()).isEqualTo(Instant.parse("2023-08-29T01:36:04.0251955Z"));
        assertThat(item.source().region()).isEqualTo("eastus2");
        assertThat(item.target().region()).isEqualTo("eastus");
        assertThat(item.allowed())
                .contains(ReplicationDescription.Operation.FAILOVER, ReplicationDescription.Operation.DRILL)
                .doesNotContain(ReplicationDescription.Operation.COMMIT);
    }

    @Test
    void whatSiteRecoveryAllowsMustStillBeWhatWasPlannedOn() {
        Expectation planned = Expectation.seen("item", SiteRecoveryLowering.ALLOWS, "FAILOVER");
        Primitive step = Primitive.builder("f", SiteRecoveryLowering.FAIL_OVER, RepeatClass.JOB, EAST, Purpose.RECOVER)
                .subject("item")
                .expectations(List.of(planned))
                .build();
        Trace trace = Subscription.trace(step);
        Object same =
                Recordings.parse("{\"properties\":{\"allowedOperations\":[\"UnplannedFailover\",\"TestFailover\"]}}");
        Object other = Recordings.parse("{\"properties\":{\"allowedOperations\":[\"Commit\"]}}");
        assertThat(Looks.replicated(trace, 200, same)).isEqualTo(Optional.empty());
        assertThat(Looks.replicated(trace, 200, other))
                .contains(new Sighting.Unmet(Subscription.KEY, planned, "[COMMIT]"));
    }
}
