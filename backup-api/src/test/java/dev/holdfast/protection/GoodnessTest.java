// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoodnessTest {
    private static final Location FRANKFURT = Location.of("aws", "1", "eu-central-1");
    private static final Location DUBLIN = Location.of("aws", "1", "eu-west-1");
    private static final Location PARIS = Location.of("aws", "1", "eu-west-3");
    private static final ResourceId DB = ResourceId.machine(FRANKFURT, "i-db");
    private static final ResourceId ONE = ResourceId.disk(FRANKFURT, "vol-1");
    private static final ResourceId TWO = ResourceId.disk(FRANKFURT, "vol-2");

    @ParameterizedTest
    @EnumSource(ReplicaState.class)
    void aReplicaIsGoodOnlyWhileItIsThere(ReplicaState state) {
        assertThat(copy(DUBLIN).toBuilder().state(state).build().goodFor(Loss.REGION))
                .isEqualTo(state == ReplicaState.AVAILABLE || state == ReplicaState.EXPIRING);
    }

    @Test
    void aReplicaIsGoodOnlyForWhatItSurvivesWithAUsableKeyAndRestorable() {
        Replica replica = copy(DUBLIN);
        for (Loss loss : Loss.values()) {
            assertThat(replica.goodFor(loss)).isEqualTo(loss != Loss.ACCOUNT);
        }
        Replica.Builder encrypted = replica.toBuilder().keyId("key-1");
        assertThat(encrypted.keyUse(KeyUse.NOT_USABLE).build().goodFor(Loss.REGION))
                .isFalse();
        Replica unknown = encrypted.keyUse(KeyUse.UNKNOWN).build();
        assertThat(unknown.goodFor(Loss.REGION)).isTrue();
        assertThat(unknown.provenFor(Loss.REGION)).isFalse();
        assertThat(encrypted.keyUse(KeyUse.USABLE).build().provenFor(Loss.REGION))
                .isTrue();
        assertThat(replica.keyUse()).as("without a key").isEqualTo(KeyUse.USABLE);
        assertThat(replica.provenFor(Loss.REGION)).isTrue();
        assertThat(replica.provenFor(Loss.ACCOUNT)).isFalse();
        assertThat(replica.toBuilder()
                        .uses(Set.of(ReplicaUse.COPY, ReplicaUse.READ))
                        .build()
                        .goodFor(Loss.REGION))
                .isFalse();
        assertThat(Replica.builder(DUBLIN, "snap").build().goodFor(Loss.DISK)).isFalse();
    }

    @Test
    void aSetIsCompleteOnlyWithEveryDiskThatWasAskedFor() {
        assertThat(set(member(ONE, copy(DUBLIN)), member(TWO, copy(DUBLIN))).completeness())
                .isEqualTo(SnapshotSet.Completeness.COMPLETE);
        assertThat(set(member(ONE, copy(DUBLIN))).completeness()).isEqualTo(SnapshotSet.Completeness.PARTIAL);
        assertThat(set().complete()).isFalse();
        assertThat(SnapshotSet.builder(new RecoveryPointId("p"), DB).build().complete())
                .isFalse();
    }

    @Test
    void aSetHasOneMemberOfADisk() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(member(ONE, copy(DUBLIN)), member(ONE, copy(PARIS))))
                .withMessageContaining("two members of " + ONE);
    }

    @Test
    void aSetSaysWhichRegionsAloneSuffice() {
        assertThat(set(member(ONE, copy(DUBLIN), copy(PARIS)), member(TWO, copy(PARIS)))
                        .placesGoodFor(Loss.REGION))
                .containsExactly(PARIS.regional());
        assertThat(member(ONE, copy(DUBLIN), copy(PARIS)).placesGoodFor(Loss.REGION))
                .containsExactly(DUBLIN.regional(), PARIS.regional());
        assertThat(set(member(ONE, copy(DUBLIN))).placesGoodFor(Loss.REGION)).isEmpty();
    }

    @Test
    void aScheduleMayRepeatByWholeMinutesThatDivideADay() {
        ZoneId zone = ZoneId.of("Europe/Dublin");
        assertThat(Schedule.every(Duration.ofHours(6), zone))
                .isEqualTo(Schedule.daily(
                        zone, LocalTime.MIDNIGHT, LocalTime.of(6, 0), LocalTime.NOON, LocalTime.of(18, 0)));
        assertThat(Schedule.every(Duration.ofMinutes(15), zone).times()).hasSize(96);
        assertThat(Schedule.every(Duration.ofDays(1), zone).times()).containsExactly(LocalTime.MIDNIGHT);
        for (Duration odd : List.of(
                Duration.ofHours(7),
                Duration.ofSeconds(90),
                Duration.ZERO,
                Duration.ofDays(2),
                Duration.ofMinutes(-5))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Schedule.every(odd, zone));
        }
    }

    @Test
    void aRetentionByCountMayKeepTheYoungToo() {
        assertThat(RetentionPolicy.keepLast(3).andFor(Duration.ofDays(7)))
                .isEqualTo(RetentionPolicy.keepFor(Duration.ofDays(7)).andLast(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.keepLast(3).andFor(Duration.ZERO));
    }

    @Test
    void aPartialSetIsNeverGood() {
        assertThat(set(member(ONE, copy(DUBLIN))).goodFor(Loss.REGION)).isFalse();
    }

    @Test
    void aSetIsGoodOnlyIfOneRegionHoldsEveryMember() {
        assertThat(set(member(ONE, copy(DUBLIN)), member(TWO, copy(PARIS))).goodFor(Loss.REGION))
                .isFalse();
        assertThat(set(member(ONE, copy(DUBLIN), copy(PARIS)), member(TWO, copy(PARIS)))
                        .goodFor(Loss.REGION))
                .isTrue();
        Replica broken = copy(PARIS).toBuilder().state(ReplicaState.FAILED).build();
        assertThat(set(member(ONE, copy(DUBLIN), copy(PARIS)), member(TWO, broken))
                        .goodFor(Loss.REGION))
                .isFalse();
    }

    @Test
    void copiesInTwoAccountsOfOneRegionAreNotInOnePlace() {
        Location elsewhere = Location.of("aws", "2", "eu-west-1");
        assertThat(set(member(ONE, copy(DUBLIN)), member(TWO, copy(elsewhere))).goodFor(Loss.REGION))
                .isFalse();
    }

    @Test
    void aSetTakesNoMemberThatNobodyAskedFor() {
        ResourceId other = ResourceId.disk(FRANKFURT, "vol-9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set(member(other, copy(DUBLIN))))
                .withMessage("Set set has a member that nobody asked for: aws/1/eu-central-1/disk/vol-9");
    }

    @Test
    void aRetentionPolicyKeepsSomething() {
        assertThat(RetentionPolicy.keepFor(Duration.ofDays(7)).andLast(3))
                .isEqualTo(new RetentionPolicy(3, Duration.ofDays(7)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.keepLast(0))
                .withMessage("A retention policy without count and age would keep nothing; say keepLast(n),"
                        + " keepFor(duration), or both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.keepLast(-1))
                .withMessage("A retention policy takes a positive count and a positive age");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.keepFor(Duration.ZERO))
                .withMessage("A retention policy takes a positive count and a positive age");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.keepFor(Duration.ofDays(1)).andLast(0))
                .withMessage("A retention policy keeps at least the last 1, not the last 0");
    }

    @Test
    void aScheduleIsSortedAndGoesByTheMinute() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Schedule schedule = new Schedule(
                List.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                List.of(LocalTime.of(22, 0), LocalTime.of(1, 30), LocalTime.of(22, 0)),
                berlin);
        assertThat(schedule.days()).containsExactly(DayOfWeek.MONDAY, DayOfWeek.SUNDAY);
        assertThat(schedule.times()).containsExactly(LocalTime.of(1, 30), LocalTime.of(22, 0));
        assertThat(Schedule.daily(berlin, LocalTime.NOON).days()).containsExactly(DayOfWeek.values());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.daily(berlin))
                .withMessage("A schedule needs at least one day and one time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.daily(berlin, LocalTime.of(1, 2, 3)))
                .withMessage("A schedule goes by the minute, but 01:02:03 does not");
    }

    @Test
    void aTargetsKeyLivesInItsRegion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplicationTarget.to(DUBLIN).encryptedWith(new EncryptionKey(PARIS, "k")))
                .withMessage(
                        "Copies to aws/1/eu-west-1 cannot be encrypted with aws/1/eu-west-3/key/k: name a key of the"
                                + " target's region");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplicationTarget.to(DUBLIN).within(Duration.ZERO))
                .withMessage("The deadline of copies to aws/1/eu-west-1 must be positive");
    }

    private static SnapshotSet set(Snapshot... members) {
        return SnapshotSet.builder(new RecoveryPointId("set"), DB)
                .expected(Set.of(ONE, TWO))
                .members(List.of(members))
                .build();
    }

    private static Snapshot member(ResourceId disk, Replica... replicas) {
        return Snapshot.builder(new RecoveryPointId("p-" + disk.id()), disk)
                .replicas(List.of(replicas))
                .build();
    }

    private static Replica copy(Location location) {
        return Replica.builder(location, "snap-" + location.region())
                .uses(Set.of(ReplicaUse.RESTORE, ReplicaUse.COPY))
                .survives(EnumSet.range(Loss.DISK, Loss.REGION))
                .build();
    }
}
