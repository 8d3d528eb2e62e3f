// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.rest.Response;
import com.azure.core.management.exception.ManagementException;
import com.azure.core.util.FluxUtil;
import com.azure.resourcemanager.compute.fluent.SnapshotsClient;
import com.azure.resourcemanager.compute.fluent.models.SnapshotInner;
import com.azure.resourcemanager.compute.implementation.ComputeManagementClientBuilder;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.RemoteTask;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/** The SDK's own client, with none of its retries and none of its polling. */
final class SnapshotWire {
    private final String endpoint;
    private final SnapshotsClient snapshots;

    SnapshotWire(String endpoint) {
        this.endpoint = endpoint;
        this.snapshots = new ComputeManagementClientBuilder()
                .endpoint(endpoint)
                .subscriptionId(Subscription.ID)
                .pipeline(new HttpPipelineBuilder()
                        .httpClient(new JdkHttpClientBuilder().build())
                        .build())
                .buildClient()
                .getSnapshots();
    }

    Answer start(Call call) {
        ArmId target = ArmRequest.target(call);
        SnapshotInner body = Bodies.snapshot(call.primitive().arguments(), call.marks());
        try {
            Response<Flux<ByteBuffer>> answered = Objects.requireNonNull(snapshots
                    .createOrUpdateWithResponseAsync(target.group(), target.name(), body)
                    .block());
            byte[] bytes =
                    FluxUtil.collectBytesInByteBufferStream(answered.getValue()).block();
            return Answers.of(call, endpoint, answered.getStatusCode(), headers(answered.getHeaders()), json(bytes));
        } catch (ManagementException refused) {
            throw failure(refused);
        } catch (RuntimeException failed) {
            throw broken(failed);
        }
    }

    Observation look(RemoteTask task) {
        ArmId id = new ArmId(task.id());
        try {
            Response<SnapshotInner> answered =
                    snapshots.getByResourceGroupWithResponse(id.group(), id.name(), com.azure.core.util.Context.NONE);
            return Looks.resource(
                    task,
                    answered.getStatusCode(),
                    headers(answered.getHeaders()),
                    Recordings.parse(raw(answered.getValue())));
        } catch (ManagementException refused) {
            return refused.getResponse().getStatusCode() == 404
                    ? new Observation.Missing()
                    : new Observation.Unread(failure(refused));
        }
    }

    /** The model leaves out of its JSON what is read-only, so what is looked at is put together by hand. */
    private static String raw(SnapshotInner snapshot) {
        return "{\"properties\":{\"provisioningState\":\"" + snapshot.provisioningState() + "\",\"completionPercent\":"
                + snapshot.completionPercent() + "}}";
    }

    private static CallFailure failure(ManagementException refused) {
        String code = refused.getValue() == null
                ? ""
                : String.valueOf(refused.getValue().getCode());
        String message = refused.getValue() == null
                ? ""
                : String.valueOf(refused.getValue().getMessage());
        return Errors.failure(
                refused.getResponse().getStatusCode(),
                headers(refused.getResponse().getHeaders()),
                Map.of("error", Map.of("code", code, "message", message)));
    }

    /** Nothing was sent if there never was a connection; anything else may have taken effect. */
    private static CallFailure broken(RuntimeException failed) {
        Throwable cause = Exceptions.unwrap(failed);
        if (cause instanceof CallFailure known) {
            return known;
        }
        while (!(cause instanceof IOException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean connected = !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
        return CallFailure.builder(
                        cause instanceof IOException ? FailureKind.TRANSIENT : FailureKind.UNRECOGNISED,
                        connected ? CallFailure.Effect.POSSIBLE : CallFailure.Effect.NONE,
                        Errors.clean(String.valueOf(cause.getMessage())))
                .build();
    }

    private static @Nullable Object json(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0 ? null : Recordings.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(HttpHeaders given) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        given.forEach(header -> headers.put(header.getName(), header.getValue()));
        return headers;
    }
}
