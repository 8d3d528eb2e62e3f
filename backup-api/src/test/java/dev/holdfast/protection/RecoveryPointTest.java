// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryPointTest {
    private static final Location FRANKFURT = Location.of("aws", "123456789012", "eu-central-1");
    private static final ResourceId MACHINE = ResourceId.machine(FRANKFURT, "i-0c5e2f6a9b1d47380");
    private static final ResourceId DISK = ResourceId.disk(FRANKFURT, "vol-049df61146c4d7901");
    private static final RecoveryPointId ID = new RecoveryPointId("20260301-0200-db");
    private static final MachineSpec SPEC =
            MachineSpec.builder().name("db").type("m7i.large").build();
    private static final Replica COPY = Replica.builder(Location.of("aws", "123456789012", "eu-west-1"), "snap-1")
            .uses(Set.of(ReplicaUse.RESTORE))
            .survives(Set.of(Loss.REGION))
            .build();
    private static final Snapshot MEMBER =
            Snapshot.builder(ID, DISK).set(ID).replicas(List.of(COPY)).build();

    static Stream<RecoveryPoint> points() {
        return Stream.of(
                full(Snapshot.builder(ID, DISK)).set(ID).replicas(List.of(COPY)).build(),
                full(SnapshotSet.builder(ID, MACHINE))
                        .expected(Set.of(DISK))
                        .members(List.of(MEMBER))
                        .build(),
                full(Image.builder(ID, MACHINE))
                        .disks(List.of(MEMBER))
                        .replicas(List.of(COPY))
                        .build(),
                full(VaultPoint.builder(ID, MACHINE))
                        .vault("shop-vault")
                        .replicas(List.of(COPY))
                        .build(),
                full(ReplicationPoint.builder(ID, MACHINE))
                        .lag(Duration.ofSeconds(40))
                        .replicas(List.of(COPY))
                        .build());
    }

    @Test
    void thereIsOneOfEachKind() {
        assertThat(points().map(RecoveryPoint::kind)).containsExactly(RecoveryPoint.Kind.values());
    }

    @ParameterizedTest
    @MethodSource("points")
    void aPointTellsWhatItsBuilderWasGiven(RecoveryPoint point) {
        assertThat(point.id()).isEqualTo(ID);
        assertThat(point.resource()).isIn(DISK, MACHINE);
        assertThat(point.moment()).isEqualTo("2026-03-01T02:00:04Z");
        assertThat(point.machine()).isEqualTo(SPEC);
        assertThat(point.asked()).isEqualTo(ConsistencyLevel.APPLICATION);
        assertThat(point.got()).isEqualTo(ConsistencyLevel.FILE_SYSTEM);
        assertThat(point.hold()).isEqualTo(Duration.ofMillis(3200));
        assertThat(point.parent()).isEqualTo(new RecoveryPointId("20260228-0200-db"));
        assertThat(point.verified()).isEqualTo(verification());
        assertThat(point.replicas()).containsExactly(COPY);
        assertThat(point.complete()).isTrue();
        assertThat(point.goodFor(Loss.REGION)).isTrue();
        assertThat(point.goodFor(Loss.ACCOUNT)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("points")
    void aBuilderMadeOfAPointHoldsAllThatThePointHolds(RecoveryPoint point) {
        RecoveryPoint again = point.toBuilder().build();

        assertThat(again).isNotSameAs(point).usingRecursiveComparison().isEqualTo(point);
    }

    @ParameterizedTest
    @MethodSource("points")
    void aBuilderMadeOfAPointChangesOnlyWhatItIsTold(RecoveryPoint point) {
        RecoveryPoint changed = point.toBuilder().verified(null).build();

        assertThat(changed.verified()).isNull();
        assertThat(changed)
                .usingRecursiveComparison()
                .ignoringFields("verified")
                .isEqualTo(point);
        assertThat(point.verified()).isNotNull();
    }

    @Test
    void pointsAreEqualByKindAndId() {
        List<RecoveryPoint> points = points().toList();
        for (RecoveryPoint one : points) {
            for (RecoveryPoint other : points) {
                assertThat(one.equals(other)).isEqualTo(one.kind() == other.kind());
            }
            assertThat(one.toBuilder().got(ConsistencyLevel.CRASH).build())
                    .isEqualTo(one)
                    .hasSameHashCodeAs(one);
        }
        assertThat(Snapshot.builder(new RecoveryPointId("other"), DISK).build()).isNotEqualTo(MEMBER);
    }

    @ParameterizedTest
    @MethodSource("points")
    void aPointSaysWhatItIsAndWhose(RecoveryPoint point) {
        assertThat(point.toString())
                .startsWith(point.getClass().getSimpleName() + "[20260301-0200-db of " + point.resource()
                        + " at 2026-03-01T02:00:04Z, ");
    }

    @Test
    void withoutAWordAPointIsCrashConsistentAndLiesNowhere() {
        List<RecoveryPoint.Builder<?>> builders = Arrays.asList(
                Snapshot.builder(ID, DISK),
                SnapshotSet.builder(ID, MACHINE),
                Image.builder(ID, MACHINE),
                VaultPoint.builder(ID, MACHINE),
                ReplicationPoint.builder(ID, MACHINE));
        for (RecoveryPoint.Builder<?> builder : builders) {
            RecoveryPoint point = builder.build();
            assertThat(point.asked()).isEqualTo(ConsistencyLevel.CRASH);
            assertThat(point.got()).isEqualTo(ConsistencyLevel.CRASH);
            assertThat(point.hold()).isZero();
            assertThat(point.replicas()).isEmpty();
            assertThat(point.goodFor(Loss.DISK)).isFalse();
            assertThat(point.machine()).isNull();
            assertThat(point.parent()).isNull();
            assertThat(point.verified()).isNull();
        }
    }

    private static <B extends RecoveryPoint.Builder<B>> B full(B builder) {
        return builder.moment(Instant.parse("2026-03-01T02:00:04Z"))
                .machine(SPEC)
                .asked(ConsistencyLevel.APPLICATION)
                .got(ConsistencyLevel.FILE_SYSTEM)
                .hold(Duration.ofMillis(3200))
                .parent(new RecoveryPointId("20260228-0200-db"))
                .verified(verification());
    }

    private static Verification verification() {
        return new Verification(Instant.parse("2026-03-02T09:30:00Z"), "drill-20260302");
    }
}
