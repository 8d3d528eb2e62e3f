// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the answer to a call means. */
final class Answers {
    static final String OPERATION = "compute:operation";
    static final String RESOURCE = "compute:resource";
    static final String BACKUP_OPERATION = "recoveryservices:backupOperation";
    static final String BACKUP_JOB = "recoveryservices:backupJob";
    static final String RECOVERY_OPERATION = "recovery:operation";
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z_=;-]{1,200}");

    private Answers() {}

    static Answer of(Call call, String endpoint, int status, Map<String, String> headers, @Nullable Object body) {
        if (status >= 400) {
            throw Errors.failure(status, headers, body);
        }
        String address = headers.getOrDefault("Azure-AsyncOperation", headers.getOrDefault("Location", ""));
        if (!address.isEmpty()) {
            return new Answer.Started(task(call, endpoint, address));
        }
        if (status == 204 || status == 200 || status == 201) {
            return new Answer.Done(outputs(ArmRequest.target(call)), java.util.List.of());
        }
        throw CallFailure.builder(
                        FailureKind.UNRECOGNISED,
                        CallFailure.Effect.POSSIBLE,
                        "Answer " + status + " names no operation to look at")
                .build();
    }

    static Payload.Fields outputs(ArmId made) {
        return Payload.Fields.EMPTY.with(Outputs.ID, made.text()).with("name", made.name());
    }

    /**
     * Identifiers only: the address of an operation may carry a certificate and a signature, and is made anew from
     * them when it is looked at.
     */
    static RemoteTask task(Call call, String endpoint, String address) {
        URI uri = URI.create(address.replace(" ", "%20"));
        URI own = URI.create(endpoint);
        if (!String.valueOf(own.getHost()).equalsIgnoreCase(uri.getHost()) || own.getPort() != uri.getPort()) {
            throw CallFailure.builder(
                            FailureKind.UNRECOGNISED,
                            CallFailure.Effect.POSSIBLE,
                            "The operation lies on another host, " + uri.getHost() + ", which gets no token of ours")
                    .build();
        }
        ArmId path = new ArmId(uri.getPath());
        if (!PLAIN.matcher(path.name()).matches()) {
            throw CallFailure.builder(
                            FailureKind.UNRECOGNISED, CallFailure.Effect.POSSIBLE, "The operation has no plain id")
                    .build();
        }
        Lane lane = call.primitive().watchLane();
        Payload.Fields details = Payload.Fields.EMPTY
                .with("type", call.primitive().type())
                .with("resource", ArmRequest.target(call).text())
                .with("subject", call.primitive().subject())
                .with(Outputs.FORMER, call.primitive().arguments().get(Outputs.FORMER))
                .with("since", new Payload.Time(call.intendedAt()));
        if (path.is("backupFabrics")) {
            return ofVault(BACKUP_OPERATION, lane, path, details);
        }
        if (path.is("replicationOperationStatus")) {
            return ofVault(RECOVERY_OPERATION, lane, path, details);
        }
        String collection = path.is("DiskOperations")
                ? "DiskOperations"
                : path.is("capsOperations") ? "capsOperations" : "operations";
        return RemoteTask.of(
                OPERATION,
                lane,
                path.name(),
                details.with("region", ArmId.region(path.after("locations"))).with("collection", collection));
    }

    /** What is under way in one vault is listed together. */
    private static RemoteTask ofVault(String kind, Lane lane, ArmId path, Payload.Fields details) {
        String vault = vault(path);
        return new RemoteTask(kind, lane, path.name(), details.with("vault", vault), vault, 1);
    }

    private static String vault(ArmId path) {
        String text = path.text();
        int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("/vaults/");
        int end = text.indexOf('/', at + "/vaults/".length());
        return text.substring(0, end);
    }
}
