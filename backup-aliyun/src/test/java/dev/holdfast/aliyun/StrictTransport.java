// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.http.CallBack;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.HttpResponse;
import com.aliyuncs.http.IHttpClient;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.internal.Streams;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;

/** Carries the SDK's requests. Reads answers strictly before the SDK sees them: its own reader may never end. */
final class StrictTransport extends IHttpClient {
    private static final int LONGEST = 8 << 20;
    private static final Set<String> OURS = Set.of("host", "connection", "content-length");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    @Override
    protected void init(HttpClientConfig config) {}

    @Override
    public HttpResponse syncInvoke(HttpRequest request) throws IOException {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(
                        URI.create(request.getSysUrl()))
                .timeout(Duration.ofMillis(request.getSysReadTimeout()))
                .method(
                        request.getSysMethod().name(),
                        request.getHttpContent() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.getHttpContent()));
        request.getSysHeaders().forEach((name, value) -> {
            if (value != null && !OURS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                builder.setHeader(name, value);
            }
        });
        java.net.http.HttpResponse<byte[]> answer;
        try {
            answer = client.send(builder.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new WireFailure(0, "", "", "", "The connection was refused");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireFailure(-1, "", "", "", "The call was interrupted");
        } catch (IOException e) {
            throw new WireFailure(
                    -1, "", "", "", "There was no whole answer: " + e.getClass().getSimpleName());
        }
        return read(answer, request);
    }

    private static HttpResponse read(java.net.http.HttpResponse<byte[]> answer, HttpRequest request)
            throws WireFailure {
        String date = answer.headers().firstValue("date").orElse("");
        JsonObject body;
        try {
            body = parse(answer.body());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new WireFailure(answer.statusCode(), "", "", date, "The answer cannot be read");
        }
        String requestId = text(body, "RequestId");
        if (answer.statusCode() / 100 != 2) {
            throw new WireFailure(answer.statusCode(), text(body, "Code"), requestId, date, text(body, "Message"));
        }
        if (requestId.isEmpty()) {
            throw new WireFailure(answer.statusCode(), "", "", date, "The answer names no request");
        }
        HttpResponse response = new HttpResponse(request.getSysUrl());
        response.setStatus(answer.statusCode());
        response.putHeaderParameter("Content-Type", "application/json;charset=UTF-8");
        response.setHttpContent(
                body.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8.name(), FormatType.JSON);
        return response;
    }

    private static JsonObject parse(byte[] body) throws IOException {
        if (body.length > LONGEST) {
            throw new IOException("The answer is too long");
        }
        JsonReader reader = new JsonReader(new StringReader(new String(body, StandardCharsets.UTF_8)));
        reader.setStrictness(Strictness.STRICT);
        JsonElement element = Streams.parse(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("The answer goes on after its end");
        }
        return element.getAsJsonObject();
    }

    private static String text(JsonObject body, String name) {
        JsonElement value = body.get(name);
        return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
    }

    @Override
    public Future<HttpResponse> asyncInvoke(HttpRequest request, CallBack callback) {
        throw new UnsupportedOperationException("Calls block");
    }

    @Override
    @Deprecated
    public void ignoreSSLCertificate() {
        throw new UnsupportedOperationException("Certificates are always checked");
    }

    @Override
    @Deprecated
    public void restoreSSLCertificate() {}

    @Override
    public boolean isSingleton() {
        return false;
    }

    @Override
    public void close() {}
}
