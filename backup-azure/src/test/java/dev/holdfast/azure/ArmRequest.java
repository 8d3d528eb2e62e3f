// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.json.JsonSerializable;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.StepKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * One request to ARM.
 *
 * @param method how
 * @param path the id it goes to, with what is asked of it
 * @param version the version of the API
 * @param body JSON, empty if there is none
 */
record ArmRequest(HttpMethod method, String path, String version, String body) {
    private static final String DISKS = "2025-01-02";
    private static final String COMPUTE = "2025-04-01";
    private static final String GALLERIES = "2024-03-03";
    private static final String BACKUP = "2024-04-01";
    private static final String RECOVERY = "2024-04-01";
    private static final String NETWORK = "2024-05-01";

    /** The name that everything made by a call of this key has: letters, digits and hyphens, at most 80. */
    static String name(StepKey key) {
        return "holdfast-" + key.token(30);
    }

    /** The version of an image is three numbers below 2³¹. */
    static String version(StepKey key) {
        BigInteger digest = new BigInteger(1, key.token(40).getBytes(StandardCharsets.US_ASCII))
                .mod(BigInteger.ONE.shiftLeft(89).subtract(BigInteger.ONE));
        BigInteger part = BigInteger.valueOf(Integer.MAX_VALUE);
        return digest.mod(part) + "." + digest.divide(part).mod(part) + "."
                + digest.divide(part).divide(part).mod(part);
    }

    static ArmId target(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        Lane lane = call.primitive().lane();
        String name = name(call.key());
        return switch (call.primitive().type()) {
            case SnapshotLowering.PUT, SnapshotLowering.COPY ->
                ArmId.of(lane.account(), arguments.text("group"), "Microsoft.Compute/snapshots", name);
            case MachineLowering.PUT_DISK ->
                ArmId.of(lane.account(), arguments.text("group"), "Microsoft.Compute/disks", name);
            case MachineLowering.PUT_MACHINE ->
                ArmId.of(lane.account(), arguments.text("group"), "Microsoft.Compute/virtualMachines", name);
            case MachineLowering.PUT_INTERFACE ->
                ArmId.of(lane.account(), arguments.text("group"), "Microsoft.Network/networkInterfaces", name);
            case RestorePointLowering.PUT, RestorePointLowering.COPY ->
                new ArmId(arguments.text("collection")).child("restorePoints", name);
            case GalleryLowering.PUT -> new ArmId(arguments.text("definition")).child("versions", version(call.key()));
            case GuestLowering.RUN -> new ArmId(arguments.text("machine")).child("runCommands", name);
            case MachineLowering.SWAP, MachineLowering.ATTACH, MachineLowering.DETACH ->
                new ArmId(arguments.text("machine"));
            case VaultLowering.BACK_UP, VaultLowering.UNDELETE -> new ArmId(arguments.text("item"));
            case VaultLowering.RESTORE ->
                new ArmId(arguments.text("item")).child("recoveryPoints", arguments.text("point"));
            case SiteRecoveryLowering.TEST,
                    SiteRecoveryLowering.CLEAN_UP,
                    SiteRecoveryLowering.FAIL_OVER,
                    SiteRecoveryLowering.CANCEL,
                    SiteRecoveryLowering.COMMIT -> new ArmId(arguments.text("subject"));
            case SiteRecoveryLowering.SWITCH -> new ArmId(arguments.text("subject")).parent();
            default -> new ArmId(arguments.text("id"));
        };
    }

    static ArmRequest of(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        Map<String, String> tags = call.marks();
        String id = target(call).text();
        return switch (call.primitive().type()) {
            case SnapshotLowering.PUT, SnapshotLowering.COPY -> put(id, DISKS, Bodies.snapshot(arguments, tags));
            case SnapshotLowering.DELETE, MachineLowering.DELETE_DISK -> delete(id, DISKS);
            case SnapshotLowering.LOCK ->
                put(
                        id + "/providers/Microsoft.Authorization/locks/holdfast",
                        "2020-05-01",
                        Payload.Fields.EMPTY.with(
                                "properties", Payload.Fields.EMPTY.with("level", arguments.text("level"))));
            case SnapshotLowering.MARK ->
                new ArmRequest(
                        HttpMethod.PATCH,
                        id + "/providers/Microsoft.Resources/tags/default",
                        "2021-04-01",
                        Payload.Fields.EMPTY
                                .with("operation", "Merge")
                                .with("properties", Payload.Fields.EMPTY.with("tags", arguments.get("tags")))
                                .canonical());
            case RestorePointLowering.COLLECTION -> put(id, COMPUTE, Bodies.collection(arguments, tags));
            case RestorePointLowering.PUT, RestorePointLowering.COPY ->
                put(id, COMPUTE, Bodies.restorePoint(arguments));
            case RestorePointLowering.DELETE, MachineLowering.DELETE_MACHINE, GuestLowering.REMOVE ->
                delete(id, COMPUTE);
            case GalleryLowering.DEFINE -> put(id, GALLERIES, Bodies.definition(arguments, tags));
            case GalleryLowering.PUT -> put(id, GALLERIES, Bodies.version(arguments, tags));
            case GalleryLowering.REGIONS ->
                new ArmRequest(HttpMethod.PATCH, id, GALLERIES, json(Bodies.regions(arguments, call.seen())));
            case GalleryLowering.DELETE -> delete(id, GALLERIES);
            case MachineLowering.PUT_DISK -> put(id, DISKS, Bodies.disk(arguments, tags));
            case MachineLowering.PUT_MACHINE -> put(id, COMPUTE, Bodies.recovered(arguments, tags));
            case MachineLowering.SWAP -> put(id, COMPUTE, Bodies.swapped(arguments, call.seen()));
            case MachineLowering.ATTACH -> post(id + "/attachDetachDataDisks", COMPUTE, json(Bodies.attach(arguments)));
            case MachineLowering.DETACH -> post(id + "/attachDetachDataDisks", COMPUTE, json(Bodies.detach(arguments)));
            case MachineLowering.STOP -> post(id + "/deallocate", COMPUTE, "");
            case MachineLowering.START -> post(id + "/start", COMPUTE, "");
            case MachineLowering.PUT_INTERFACE -> put(id, NETWORK, networkInterface(arguments, tags));
            case "network:DeleteInterface" -> delete(id, NETWORK);
            case AzureLowering.GRANT -> post(id + "/beginGetAccess", DISKS, json(Bodies.grant(arguments)));
            case AzureLowering.REVOKE -> post(id + "/endGetAccess", DISKS, "");
            case GuestLowering.RUN -> put(id, COMPUTE, Bodies.runCommand(arguments, tags));
            case VaultLowering.BACK_UP ->
                post(
                        id + "/backup",
                        BACKUP,
                        backup(arguments, call.intendedAt()).canonical());
            case VaultLowering.UNDELETE -> put(id, BACKUP, undelete(arguments));
            case VaultLowering.RESTORE ->
                post(id + "/restore", BACKUP, restore(arguments).canonical());
            case SiteRecoveryLowering.TEST ->
                post(
                        id + "/testFailover",
                        RECOVERY,
                        properties(failover(arguments)
                                .with("networkType", "VmNetworkAsInput")
                                .with("networkId", arguments.get("network"))));
            case SiteRecoveryLowering.CLEAN_UP ->
                post(
                        id + "/testFailoverCleanup",
                        RECOVERY,
                        properties(Payload.Fields.EMPTY.with("comments", "holdfast " + call.key())));
            case SiteRecoveryLowering.FAIL_OVER ->
                post(
                        id + "/unplannedFailover",
                        RECOVERY,
                        properties(failover(arguments).with("sourceSiteOperations", "NotRequired")));
            case SiteRecoveryLowering.COMMIT -> post(id + "/failoverCommit", RECOVERY, "");
            case SiteRecoveryLowering.CANCEL -> post(id + "/failoverCancel", RECOVERY, "");
            case SiteRecoveryLowering.SWITCH ->
                post(
                        id + "/switchprotection",
                        RECOVERY,
                        properties(Payload.Fields.EMPTY
                                .with("providerSpecificDetails", arguments.get("reverse"))
                                .with("replicationProtectedItemName", new ArmId(arguments.text("subject")).name())));
            default ->
                throw new IllegalArgumentException(
                        "No request for " + call.primitive().type());
        };
    }

    private static Payload.Fields failover(Payload.Fields arguments) {
        Payload.Fields details = Payload.Fields.EMPTY.with("instanceType", arguments.text("instance"));
        String point = Bodies.text(arguments, "point");
        return Payload.Fields.EMPTY
                .with("failoverDirection", "PrimaryToRecovery")
                .with("providerSpecificDetails", details.with("recoveryPointId", point));
    }

    private static Payload.Fields backup(Payload.Fields arguments, Instant intended) {
        Instant until = intended.plusSeconds(arguments.whole("keepSeconds")).truncatedTo(ChronoUnit.SECONDS);
        return Payload.Fields.EMPTY.with(
                "properties",
                Payload.Fields.EMPTY
                        .with("objectType", "IaasVMBackupRequest")
                        .with("recoveryPointExpiryTimeInUTC", until.toString()));
    }

    private static Payload.Fields restore(Payload.Fields arguments) {
        return Payload.Fields.EMPTY.with(
                "properties",
                Payload.Fields.EMPTY
                        .with("objectType", "IaasVMRestoreRequest")
                        .with("recoveryPointId", arguments.text("point"))
                        .with("recoveryType", "RestoreDisks")
                        .with("sourceResourceId", arguments.text("machine"))
                        .with("storageAccountId", arguments.text("storageAccount"))
                        .with("region", arguments.text("region"))
                        .with("createNewCloudService", Payload.of(false))
                        .with("originalStorageAccountOption", Payload.of(false)));
    }

    private static Payload.Fields undelete(Payload.Fields arguments) {
        return Payload.Fields.EMPTY.with(
                "properties",
                Payload.Fields.EMPTY
                        .with("protectedItemType", "Microsoft.Compute/virtualMachines")
                        .with("protectionState", "ProtectionStopped")
                        .with("sourceResourceId", arguments.text("machine"))
                        .with("isRehydrate", Payload.of(true)));
    }

    private static Payload.Fields networkInterface(Payload.Fields arguments, Map<String, String> tags) {
        String address = Bodies.text(arguments, "privateIp");
        Payload.Fields ip = Payload.Fields.EMPTY
                .with("subnet", Payload.Fields.EMPTY.with("id", arguments.text("subnet")))
                .with("privateIPAllocationMethod", address == null ? "Dynamic" : "Static")
                .with("privateIPAddress", address);
        Payload.Fields properties = Payload.Fields.EMPTY.with(
                "ipConfigurations",
                new Payload.Items(java.util.List.of(
                        Payload.Fields.EMPTY.with("name", "primary").with("properties", ip))));
        String group = Bodies.text(arguments, "securityGroup");
        if (group != null) {
            properties = properties.with("networkSecurityGroup", Payload.Fields.EMPTY.with("id", group));
        }
        return Payload.Fields.EMPTY
                .with("location", arguments.text("region"))
                .with("tags", Payload.ofTexts(tags))
                .with("properties", properties);
    }

    private static String properties(Payload.Fields properties) {
        return Payload.Fields.EMPTY.with("properties", properties).canonical();
    }

    private static ArmRequest put(String id, String version, JsonSerializable<?> body) {
        return new ArmRequest(HttpMethod.PUT, id, version, json(body));
    }

    private static ArmRequest put(String id, String version, Payload.Fields body) {
        return new ArmRequest(HttpMethod.PUT, id, version, body.canonical());
    }

    private static ArmRequest post(String id, String version, String body) {
        return new ArmRequest(HttpMethod.POST, id, version, body);
    }

    private static ArmRequest delete(String id, String version) {
        return new ArmRequest(HttpMethod.DELETE, id, version, "");
    }

    private static String json(JsonSerializable<?> body) {
        try {
            return body.toJsonString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the SDK's own pipeline. */
    HttpRequest over(String endpoint) {
        HttpRequest request = new HttpRequest(
                method, endpoint + path.replace(";", "%3B").replace(" ", "%20") + "?api-version=" + version);
        if (!body.isEmpty()) {
            request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json").setBody(body);
        }
        return request;
    }
}
