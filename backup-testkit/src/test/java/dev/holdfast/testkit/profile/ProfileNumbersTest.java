// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.world.Kind;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Lock;
import dev.holdfast.testkit.world.Work;
import dev.holdfast.testkit.world.limit.Limit;
import dev.holdfast.testkit.world.limit.LimitRule;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProfileNumbersTest {

    static List<CloudProfile> profiles() {
        return List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @Test
    void aws_request_buckets_are_those_of_the_throttling_page() {
        assertThat(limit(CloudProfile.aws(), "describe")).isEqualTo(new Limit.Bucket(100, 20));
        assertThat(limit(CloudProfile.aws(), "describe-unfiltered")).isEqualTo(new Limit.Bucket(50, 10));
        assertThat(limit(CloudProfile.aws(), "mutate")).isEqualTo(new Limit.Bucket(50, 5));
        assertThat(limit(CloudProfile.aws(), "snapshot-calls")).isEqualTo(new Limit.Bucket(100, 5));
        assertThat(limit(CloudProfile.aws(), "copy-image")).isEqualTo(new Limit.Bucket(100, 1));
        assertThat(limit(CloudProfile.aws(), "tags")).isEqualTo(new Limit.Bucket(100, 10));
        assertThat(limit(CloudProfile.aws(), "run")).isEqualTo(new Limit.Bucket(5, 2));
        assertThat(limit(CloudProfile.aws(), "run-resources")).isEqualTo(new Limit.Bucket(1_000, 2));
    }

    @Test
    void aws_quotas_are_those_of_the_service_quotas() {
        assertThat(limit(CloudProfile.aws(), "snapshot-spacing")).isEqualTo(new Limit.Spacing(Duration.ofSeconds(15)));
        assertThat(limit(CloudProfile.aws(), "pending-per-volume")).isEqualTo(new Limit.Slots(5));
        assertThat(limit(CloudProfile.aws(), "pending-per-account")).isEqualTo(new Limit.Slots(100));
        assertThat(limit(CloudProfile.aws(), "copies-per-destination")).isEqualTo(new Limit.Slots(20));
        assertThat(limit(CloudProfile.aws(), "snapshots-per-region")).isEqualTo(new Limit.Stock(100_000));
        assertThat(limit(CloudProfile.aws(), "timed-copy-bandwidth"))
                .isEqualTo(new Limit.Bandwidth(2_000.0 * 1_048_576));
    }

    @Test
    void aws_refuses_in_its_own_words() {
        assertThat(code(CloudProfile.aws(), Reason.THROTTLED, "CreateSnapshot")).isEqualTo("RequestLimitExceeded 503");
        assertThat(code(CloudProfile.aws(), Reason.SLOTS_FULL, "CopySnapshot")).isEqualTo("ResourceLimitExceeded 400");
        assertThat(code(CloudProfile.aws(), Reason.TOO_SOON, "CreateSnapshot"))
                .isEqualTo("SnapshotCreationPerVolumeRateExceeded 400");
        assertThat(code(CloudProfile.aws(), Reason.IN_USE, "DeleteSnapshot")).isEqualTo("InvalidSnapshot.InUse 400");
        assertThat(code(CloudProfile.aws(), Reason.TOKEN_MISMATCH, "RunInstances"))
                .isEqualTo("IdempotentParameterMismatch 400");
    }

    @Test
    void aws_snapshots_carry_no_token_and_are_copied_at_the_destination() {
        assertThat(CloudProfile.aws().calls().get(Action.CREATE_SNAPSHOT))
                .isEqualTo(new Call("CreateSnapshot", Call.Repeat.MARKED));
        assertThat(CloudProfile.aws().calls().get(Action.COPY_SNAPSHOT))
                .isEqualTo(new Call("CopySnapshot", Call.Repeat.MARKED));
        assertThat(CloudProfile.aws().semantics().copyCalledAt()).isEqualTo(Semantics.End.DESTINATION);
        assertThat(CloudProfile.aws().semantics().archiveRetrieval()).isEqualTo(Duration.ofDays(3));
        assertThat(CloudProfile.aws().rules().locks())
                .containsExactlyInAnyOrder(Lock.Mode.GOVERNANCE, Lock.Mode.COMPLIANCE);
        assertThat(CloudProfile.aws().word(Kind.SNAPSHOT, Lifecycle.READY)).isEqualTo("completed");
    }

    @Test
    void aliyun_numbers_are_those_of_its_documents() {
        CloudProfile aliyun = CloudProfile.aliyun();
        assertThat(limit(aliyun, "snapshots-per-disk")).isEqualTo(new Limit.Stock(256));
        assertThat(limit(aliyun, "snapshot-per-disk-at-once")).isEqualTo(new Limit.Slots(1));
        assertThat(limit(aliyun, "copies")).isEqualTo(new Limit.Window(1_000, Duration.ofSeconds(60)));
        assertThat(aliyun.semantics().largestSet()).isEqualTo(16);
        assertThat(aliyun.semantics().largestSetBytes()).isEqualTo(32L * 1_024 * 1_024 * 1_024 * 1_024);
        assertThat(aliyun.semantics().longestToken()).isEqualTo(64);
        assertThat(aliyun.semantics().longestPage()).isEqualTo(100);
        assertThat(aliyun.semantics().copyCalledAt()).isEqualTo(Semantics.End.SOURCE);
        assertThat(aliyun.semantics().listsOnlyAvailableImages()).isTrue();
        assertThat(code(aliyun, Reason.BUSY, "CopySnapshot"))
                .isEqualTo("InvalidOperation.UnfinishedCrossRegionCopy 403");
        assertThat(code(aliyun, Reason.SLOTS_FULL, "CreateSnapshot"))
                .isEqualTo("IncorrectDiskStatus.CreatingSnapshot 403");
        assertThat(code(aliyun, Reason.IN_USE, "DeleteSnapshot")).isEqualTo("SnapshotCreatedImage 403");
        assertThat(aliyun.word(Kind.SNAPSHOT, Lifecycle.READY)).isEqualTo("accomplished");
    }

    @Test
    void azure_numbers_are_those_of_its_documents() {
        CloudProfile azure = CloudProfile.azure();
        assertThat(limit(azure, "reads")).isEqualTo(new Limit.Bucket(250, 25));
        assertThat(limit(azure, "writes")).isEqualTo(new Limit.Bucket(200, 10));
        assertThat(limit(azure, "deletes")).isEqualTo(new Limit.Bucket(200, 10));
        assertThat(limit(azure, "machine-writes")).isEqualTo(new Limit.Bucket(12, 4 / 60.0));
        assertThat(limit(azure, "operation-reads")).isEqualTo(new Limit.Bucket(45, 15 / 60.0));
        assertThat(limit(azure, "snapshots-per-disk-and-time")).isEqualTo(new Limit.Window(7, Duration.ofMinutes(5)));
        assertThat(limit(azure, "restore-points-per-machine")).isEqualTo(new Limit.Window(3, Duration.ofHours(1)));
        assertThat(limit(azure, "snapshots-per-disk")).isEqualTo(new Limit.Stock(500));
        assertThat(limit(azure, "copies-per-region")).isEqualTo(new Limit.Slots(100));
        assertThat(azure.semantics().deleteOfAbsent()).isEqualTo(Semantics.Absent.SUCCESS);
        assertThat(azure.semantics().copyDone()).isEqualTo(Semantics.CopyDone.PERCENT);
        assertThat(code(azure, Reason.LOCKED, "DELETE snapshots")).isEqualTo("ScopeLocked 409");
        assertThat(azure.newId(Kind.SNAPSHOT, "mine", Chance.of(1))).isEqualTo("mine");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void every_reason_has_a_word_and_every_work_a_duration(CloudProfile profile) {
        for (Reason reason : Reason.values()) {
            assertThat(profile.refuse(reason, "any", "x").code()).isNotBlank();
        }
        for (Work work : Work.values()) {
            assertThat(profile.takes(work, 1 << 30, Chance.of(1))).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void every_call_that_the_cloud_meters_has_a_rate(CloudProfile profile) {
        profile.calls().forEach((action, call) -> {
            boolean metered = profile.limits().stream()
                    .filter(r -> r.limit() instanceof Limit.Bucket || r.limit() instanceof Limit.Window)
                    .anyMatch(r -> r.apis().contains(call.api()));
            assertThat(metered || call.api().equals("SendCommand"))
                    .as("%s %s", action, call)
                    .isTrue();
        });
    }

    private static Limit limit(CloudProfile profile, String name) {
        return profile.limits().stream()
                .filter(r -> r.name().equals(name))
                .map(LimitRule::limit)
                .findFirst()
                .orElseThrow();
    }

    private static String code(CloudProfile profile, Reason reason, String api) {
        var refusal = profile.refuse(reason, api, "x");
        return refusal.code() + " " + refusal.status();
    }
}
