// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.MachineSpec;
import dev.holdfast.testkit.world.NewDisk;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import dev.holdfast.testkit.world.network.Probe;
import dev.holdfast.testkit.world.request.Answer;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A world with two regions of one cloud, and a host that sends requests and waits for their answers. */
final class Cloud {

    static final String ACCOUNT = "acme";

    final World world;
    final CloudProfile profile;
    final Region west;
    final Region east;

    Cloud(CloudProfile profile, long seed, FaultScript script) {
        this.profile = profile;
        world = new World(seed, script);
        west = world.addRegion("west", List.of("west-a", "west-b"), profile);
        east = world.addRegion("east", List.of("east-a"), profile);
        world.network().addSubnet("prod", "net-prod", ACCOUNT, "west", "west-a", "10.0.0.0/16", "10.0.1.0/24");
        world.network().addSubnet("dr", "net-dr", ACCOUNT, "east", "east-a", "10.0.0.0/16", "10.0.1.0/24");
        world.network().addSubnet("drill", "net-drill", ACCOUNT, "east", "east-a", "10.0.0.0/16", "10.0.1.0/24");
    }

    Cloud(CloudProfile profile) {
        this(profile, 1, new FaultScript(1));
    }

    Disk disk(String name, Content content) {
        return west.disks()
                .place(
                        setup("west"),
                        NewDisk.empty("west-a", "any", content.size()).named(name),
                        content);
    }

    Arrival setup(String region) {
        return world.setup(ACCOUNT, region, Map.of());
    }

    /** A database on a machine of its own, disk by disk. */
    Machine database() {
        Content boot = LoaderRecord.install(
                Content.zeros(1 << 20), "database", "log=/dev/log\npages=/dev/pages\nlog.offset=0\npages.offset=0\n");
        Disk bootDisk = disk("boot", boot);
        Disk log = disk("log", Content.zeros(1 << 20));
        Disk pages = disk("pages", Content.zeros(1 << 20));
        return west.machines()
                .place(
                        setup("west"),
                        MachineSpec.of("db", "small", "prod", "10.0.1.10"),
                        List.of(
                                new Machine.Attachment("/dev/boot", bootDisk.id(), true),
                                new Machine.Attachment("/dev/log", log.id(), false),
                                new Machine.Attachment("/dev/pages", pages.id(), false)));
    }

    Machine application(String address) {
        Content boot = LoaderRecord.install(Content.zeros(1 << 20), "application", "database=10.0.1.10:5432\n");
        Disk disk = disk("app-boot-" + address, boot);
        return west.machines()
                .place(
                        setup("west"),
                        MachineSpec.of("app-" + address, "small", "prod", address),
                        List.of(new Machine.Attachment("/dev/boot", disk.id(), true)));
    }

    Envelope envelope(String region, Action action) {
        Call call = profile.calls().get(action);
        if (call == null) {
            throw new IllegalArgumentException(profile.name() + " has no " + action);
        }
        return Envelope.of("host", ACCOUNT, region, call.api());
    }

    /** Sends and lets time pass until the answer is there; null when none comes. */
    <T> @Nullable Answer<T> send(Envelope envelope, Function<Arrival, T> physics) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        @Nullable
        Answer<T>[] got = new Answer[1];
        world.loop().post(() -> world.front().send(envelope, physics, a -> got[0] = a));
        world.loop().runUntil(() -> got[0] != null, Duration.ofMinutes(5));
        return got[0];
    }

    <T> T ok(Envelope envelope, Function<Arrival, T> physics) {
        Answer<T> answer = send(envelope, physics);
        if (answer instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        throw new AssertionError(
                answer instanceof Answer.Refused<T> no ? no.refusal().getMessage() : "no answer");
    }

    <T> @Nullable Reason refused(Envelope envelope, Function<Arrival, T> physics) {
        return send(envelope, physics) instanceof Answer.Refused<T> no
                ? no.refusal().reason()
                : null;
    }

    @Nullable
    String ask(String subnet, String address, int port, String text) {
        Probe[] result = new Probe[1];
        world.network().probe(subnet, address, port, text, Duration.ofSeconds(20), p -> result[0] = p);
        world.loop().runUntil(() -> result[0] != null, Duration.ofMinutes(1));
        return result[0] == null ? null : result[0].answer();
    }

    void settle() {
        world.loop().runUntilIdle();
    }
}
