// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.engine.EngineConfig;
import dev.holdfast.internal.planning.Planners;
import dev.holdfast.operation.Purpose;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.StepKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a recovered machine whether it serves, again and again until its time is up. */
final class HealthAction implements EngineConfig.LocalAction {
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 2_000;

    private final Planners planners;
    private final Map<ProviderId, BackupProvider> providers;
    private final @Nullable HealthProbe given;
    private final Map<String, HealthProbe> registered;
    private final HostRuntime runtime;

    HealthAction(
            Planners planners,
            Map<ProviderId, BackupProvider> providers,
            @Nullable HealthProbe given,
            Map<String, HealthProbe> registered,
            HostRuntime runtime) {
        this.planners = planners;
        this.providers = providers;
        this.given = given;
        this.registered = registered;
        this.runtime = runtime;
    }

    @Override
    public Payload.Fields run(StepKey key, Payload.Fields arguments) throws Exception {
        Planners.HealthRequest request = planners.health(arguments);
        String why;
        try {
            why = probe(request)
                    .attempt(
                            request.machine(),
                            request.address(),
                            request.check(),
                            new CallContext(Purpose.INSPECT, ATTEMPT));
        } catch (CallFailure e) {
            why = "the attempt failed: " + e.getMessage();
        }
        if (why.isEmpty()) {
            return Payload.Fields.EMPTY.with("passed", Payload.of(true));
        } else if (runtime.wall().instant().isBefore(request.until())) {
            return Payload.Fields.EMPTY.with("againMillis", AGAIN_MILLIS);
        }
        throw new BackupException(new Failure(
                FailureKind.TRANSIENT,
                "Machine " + request.machine() + " does not pass "
                        + request.check().kind() + " " + request.check().port()
                        + request.check().target(),
                why,
                "look at the machine; give the check more time with within(...) if it only starts slowly"));
    }

    private HealthProbe probe(Planners.HealthRequest request) {
        HealthProbe action = registered.get(request.check().target());
        if (request.check().kind() == HealthCheck.Kind.HOST_ACTION && action != null) {
            return action;
        } else if (given != null) {
            return given;
        }
        BackupProvider provider = providers.get(request.machine().location().provider());
        return provider == null ? HealthAction::connect : provider.healthProbe().orElse(HealthAction::connect);
    }

    /** The host actions that a plan names and that nobody has registered. */
    static List<String> unregistered(
            RecoveryPlan plan, Map<String, HealthProbe> registered, @Nullable HealthProbe given) {
        return plan.groups().stream()
                .flatMap(group -> group.healthChecks().stream())
                .filter(check -> check.kind() == HealthCheck.Kind.HOST_ACTION && given == null)
                .map(HealthCheck::target)
                .filter(name -> !registered.containsKey(name))
                .distinct()
                .toList();
    }

    /** The host's own connection. */
    private static String connect(ResourceId machine, String address, HealthCheck check, CallContext context) {
        try {
            if (check.kind() == HealthCheck.Kind.HTTP) {
                HttpResponse<Void> response = HttpClient.newBuilder()
                        .connectTimeout(context.deadline())
                        .build()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://" + address + ":" + check.port() + check.target()))
                                        .timeout(context.deadline())
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
                return response.statusCode() / 100 == 2 ? "" : "status " + response.statusCode();
            }
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address, check.port()),
                        Math.toIntExact(context.deadline().toMillis()));
                return "";
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
