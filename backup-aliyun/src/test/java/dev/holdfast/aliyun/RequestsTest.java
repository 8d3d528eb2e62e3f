// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.http.ProtocolType;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RequestsTest {
    static final StepKey KEY = new StepKey("shop", new OperationId("op-1"), 7, 1);

    static Stream<Primitive> primitives() {
        return Stream.concat(
                Scenarios.all().values().stream()
                        .flatMap(group -> group.primitives().stream())
                        .flatMap(primitive -> Stream.concat(Stream.of(primitive), primitive.undo().stream())),
                SnapshotLowering.keepMembers("a-group", List.of("d-1"), 30, Scenarios.HERE, Purpose.PROTECT).stream());
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void sendsWhatTheOfficialMetadataKnows(Primitive primitive) {
        assumeTrue(
                OfficialMetadata.isThere(),
                () -> "skipped: the official metadata does not lie at " + OfficialMetadata.PLACE);
        AcsRequest<?> request = new Requests(Endpoints.PUBLIC).of(call(primitive));

        String product = primitive.type().substring(0, primitive.type().indexOf(':'));
        assertThat(OfficialMetadata.faults(product, request.getSysActionName(), request.getSysQueryParameters()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void goesToTheEndpointOfItsLaneEncrypted(Primitive primitive) {
        AcsRequest<?> request = new Requests(Endpoints.PUBLIC).of(call(primitive));

        assertThat(request.getSysProtocol()).isEqualTo(ProtocolType.HTTPS);
        assertThat(request.getSysProductDomain().getDomainName())
                .isEqualTo(primitive.type().substring(0, 3) + "."
                        + primitive.lane().region() + ".aliyuncs.com");
        assertThat(request.getSysQueryParameters())
                .containsEntry("RegionId", primitive.lane().region());
    }

    @Test
    void sendsTokenAndMarksThatTheJarCannotSet() {
        Primitive group = Scenarios.named("snapshot-group").primitives().get(0);
        Map<String, String> sent =
                new Requests(Endpoints.PUBLIC).of(call(group)).getSysQueryParameters();

        assertThat(sent)
                .containsEntry("ClientToken", KEY.token(52))
                .containsEntry("DiskId.1", "d-1")
                .containsEntry("DiskId.2", "d-2")
                .containsEntry("Tag.2.Key", Marks.KEY)
                .containsEntry("Tag.2.Value", KEY.toString())
                .containsEntry("Name", "holdfast-" + KEY.token(32));
    }

    @Test
    void sendsThePoliciesRegionInItsOwnSpelling() {
        Primitive create = Scenarios.named("schedule-new").primitives().get(0);

        assertThat(new Requests(Endpoints.PUBLIC).of(call(create)).getSysQueryParameters())
                .containsEntry("regionId", "cn-hangzhou")
                .containsEntry("timePoints", "[\"1\",\"13\"]")
                .containsEntry("repeatWeekdays", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]")
                .containsEntry("retentionDays", "30")
                .containsEntry("TargetCopyRegions", "[\"cn-shanghai\"]");
    }

    @Test
    void countsTheDaysOfALockFromTheIntent() {
        Primitive lock = Scenarios.named("lock").primitives().get(0);

        assertThat(new Requests(Endpoints.PUBLIC).of(call(lock)).getSysQueryParameters())
                .containsEntry("LockDuration", "31")
                .containsEntry("CoolOffPeriod", "13");
    }

    static Call call(Primitive primitive) {
        SortedMap<String, String> marks = new TreeMap<>(Map.of(
                Marks.HOLDFAST, "1 shop snapshot", Marks.KEY, KEY.toString(), Marks.SEAL, "x".repeat(Marks.LONGEST)));
        Payload.Fields arguments = (Payload.Fields) resolved(primitive.arguments());
        return new Call(
                primitive.withArguments(arguments),
                KEY,
                marks,
                Instant.parse("2026-10-01T00:00:00Z"),
                Payload.Fields.EMPTY);
    }

    /** What the engine does before a call: references and names of secrets become values. */
    private static Payload resolved(Payload payload) {
        if (payload instanceof Payload.Ref ref) {
            return Payload.of("made-by-" + ref.step());
        } else if (payload instanceof Payload.Hidden) {
            return Payload.of("#!/bin/sh");
        } else if (payload instanceof Payload.Items items) {
            return new Payload.Items(
                    items.items().stream().map(RequestsTest::resolved).toList());
        } else if (payload instanceof Payload.Fields fields) {
            Payload.Fields all = Payload.Fields.EMPTY;
            for (Map.Entry<String, Payload> field : fields.fields().entrySet()) {
                all = all.with(field.getKey(), resolved(field.getValue()));
            }
            return all;
        }
        return payload;
    }
}
