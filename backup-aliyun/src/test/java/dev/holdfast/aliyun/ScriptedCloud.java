// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.auth.StaticCredentialsProvider;
import com.aliyuncs.profile.DefaultProfile;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback server that gives one answer, as told, to whatever is asked, and remembers what was asked. */
final class ScriptedCloud implements AutoCloseable {
    /** Instead of a status: the connection is cut without an answer. */
    static final int CUT = 0;

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    ScriptedCloud(int status, String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, status, body));
        server.start();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().getQuery());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (status != CUT) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    Endpoints endpoints() {
        return Endpoints.loopback(server.getAddress().getPort());
    }

    List<String> asked() {
        return asked;
    }

    List<String> authorizations() {
        return authorizations;
    }

    /** A client of the SDK that repeats nothing and sends its signature in a header. */
    static DefaultAcsClient client() {
        DefaultProfile profile = DefaultProfile.getProfile("cn-hangzhou");
        profile.setCloseTrace(true);
        DefaultAcsClient client = new DefaultAcsClient(
                profile, new StaticCredentialsProvider(new BasicCredentials("testKeyId", "testSecret")));
        client.setHttpClient(new StrictTransport());
        client.setSignatureVersion(SignatureVersion.V3);
        return client;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
