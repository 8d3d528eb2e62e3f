// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** An EC2 on loopback that answers as it was told, one answer a request, and keeps what it was asked. */
final class ScriptedCloud implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Reply> script = new ArrayDeque<>();
    private final List<SortedMap<String, String>> requests = Collections.synchronizedList(new ArrayList<>());

    /** An answer; without a body the connection is cut. */
    private record Reply(int status, @Nullable String body) {}

    ScriptedCloud() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    ScriptedCloud answering(int status, String body) {
        script.add(new Reply(status, body));
        return this;
    }

    ScriptedCloud refusing(int status, String code, String message) {
        return answering(
                status,
                "<Response><Errors><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error></Errors><RequestID>req-1</RequestID></Response>");
    }

    ScriptedCloud cutting() {
        script.add(new Reply(0, null));
        return this;
    }

    List<SortedMap<String, String>> requests() {
        return requests;
    }

    /** A client as the provider will build it: no retries, and an end for every call. */
    Ec2Client client(String region) {
        return Ec2Client.builder()
                .region(Region.of(region))
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "not-a-secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(
                        o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(Duration.ofSeconds(10)))
                .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        SortedMap<String, String> fields = new TreeMap<>();
        for (String field : form.split("&", -1)) {
            int at = field.indexOf('=');
            fields.put(
                    URLDecoder.decode(field.substring(0, at), StandardCharsets.UTF_8),
                    URLDecoder.decode(field.substring(at + 1), StandardCharsets.UTF_8));
        }
        requests.add(fields);
        Reply reply = script.isEmpty() ? new Reply(500, "<html>nothing scripted</html>") : script.remove();
        String body = reply.body();
        if (body == null) {
            // Without an answer's first line the client sees its connection end.
            exchange.close();
            return;
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
