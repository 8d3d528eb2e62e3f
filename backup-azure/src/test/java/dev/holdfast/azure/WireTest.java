// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real client of the SDK against a scripted server on the loopback. */
class WireTest {
    private record Reply(int status, Map<String, String> headers, String body) {}

    private final Deque<Reply> script = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final String endpoint;

    WireTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @BeforeEach
    void serve() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        requests.add(exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath() + " " + new String(sent, StandardCharsets.UTF_8));
        Reply reply = script.poll();
        if (reply == null) {
            exchange.close();
            return;
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Call call(String type, String option, String source) {
        return Subscription.call(
                Primitive.builder("c", type, RepeatClass.NAMED, Lane.of(Subscription.EAST), Purpose.PROTECT)
                        .subject(source)
                        .arguments(Payload.Fields.EMPTY
                                .with("group", "holdfast-eastus")
                                .with("region", "eastus")
                                .with("source", source)
                                .with("option", option))
                        .build());
    }

    private static Call copy() {
        return call(SnapshotLowering.COPY, "CopyStart", Subscription.SNAPSHOT);
    }

    private Map<String, String> operation(String id) {
        return Map.of(
                "Azure-AsyncOperation",
                endpoint + "/subscriptions/s/providers/Microsoft.Compute/locations/eastus/DiskOperations/" + id
                        + "?p=1&s=SIG",
                "Retry-After",
                "0");
    }

    @Test
    void aSnapshotPutIsOneRequestWithOurNameAndMarksAndBecomesATask() {
        script.add(new Reply(
                202,
                operation("op-1"),
                "{\"name\":\"x\",\"location\":\"eastus\",\"properties\":{\"provisioningState\":\"Updating\"}}"));
        Answer answer = new SnapshotWire(endpoint).start(call(SnapshotLowering.PUT, "Copy", Subscription.OS.id()));
        assertThat(((Answer.Started) answer).task().id()).isEqualTo("op-1");
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0))
                .startsWith("PUT /subscriptions/" + Subscription.ID
                        + "/resourceGroups/holdfast-eastus/providers/Microsoft.Compute/snapshots/"
                        + ArmRequest.name(Subscription.KEY))
                .contains("\"holdfast-key\":\"shop/op-1/3/1\"", "\"incremental\":true");
    }

    @Test
    void aCopyIsFollowedFromItsOperationToItsLastPercent() {
        SnapshotWire wire = new SnapshotWire(endpoint);
        script.add(new Reply(202, operation("op-2"), "{\"properties\":{\"provisioningState\":\"Updating\"}}"));
        RemoteTask task = ((Answer.Started) wire.start(copy())).task();
        Observation ended = Looks.operation(task, 200, Map.of(), Recordings.parse("{\"status\":\"Succeeded\"}"));
        RemoteTask moved = ((Observation.Moved) ended).task();
        List<Observation> seen = new ArrayList<>();
        for (int percent : List.of(0, 40, 100)) {
            script.add(new Reply(
                    200,
                    Map.of(),
                    "{\"name\":\"x\",\"location\":\"eastus\",\"properties\":{\"provisioningState\":\"Succeeded\",\"completionPercent\":"
                            + percent + ".0}}"));
            seen.add(wire.look(moved));
        }
        assertThat(seen.subList(0, 2))
                .containsExactly(new Observation.Running(0, Duration.ZERO), new Observation.Running(40, Duration.ZERO));
        assertThat(seen.get(2)).isInstanceOf(Observation.Done.class);
        assertThat(requests).hasSize(4);
    }

    @Test
    void aCutConnectionMayHaveHadAnEffectAndIsNotSentTwice() {
        CallFailure failure = catchThrowableOfType(CallFailure.class, () -> new SnapshotWire(endpoint).start(copy()));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.POSSIBLE);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusedConnectionSurelyHadNone() {
        server.stop(0);
        CallFailure failure = catchThrowableOfType(CallFailure.class, () -> new SnapshotWire(endpoint).start(copy()));
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
    }

    @Test
    void aThrottleComesThroughOnceWithItsTime() {
        script.add(new Reply(
                429,
                Map.of("Retry-After", "17", "x-ms-request-id", "r-9"),
                "{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"slow down\"}}"));
        CallFailure failure = catchThrowableOfType(CallFailure.class, () -> new SnapshotWire(endpoint).start(copy()));
        assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(17));
        assertThat(failure.requestId()).isEqualTo("r-9");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aLockedScopeAndAMissingSnapshotKeepTheirMeaning() {
        script.add(new Reply(409, Map.of(), "{\"error\":{\"code\":\"ScopeLocked\",\"message\":\"locked\"}}"));
        SnapshotWire wire = new SnapshotWire(endpoint);
        CallFailure failure = catchThrowableOfType(CallFailure.class, () -> wire.start(copy()));
        assertThat(failure.kind()).isEqualTo(FailureKind.PROTECTED);
        script.add(new Reply(404, Map.of(), "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"not found\"}}"));
        assertThat(wire.look(RemoteTask.of(
                        Answers.RESOURCE, Lane.of(Subscription.EAST), Subscription.SNAPSHOT, Payload.Fields.EMPTY)))
                .isEqualTo(new Observation.Missing());
    }
}
