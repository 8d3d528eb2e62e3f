// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.spi.Marks;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.served.ServedCloud;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import dev.holdfast.testkit.world.network.Probe;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The world: two regions of a cloud, the shop in one of them, and what can be asked of it from outside. */
public final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DISK = 1 << 20;

    private final SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
            .region(Shop.SOURCE)
            .region(Shop.TARGET)
            .build();
    private final ServedCloud served = cloud.serve();

    /** The shop, running; and its boot disks as files, by machine. */
    Map<String, DataDisk> open(Content data, Path folder) throws IOException {
        Map<String, DataDisk> files = new LinkedHashMap<>();
        for (Map.Entry<String, Content> boot : open(data).entrySet()) {
            files.put(boot.getKey(), DataDisk.of(boot.getValue(), folder.resolve(boot.getKey() + "-boot.img")));
        }
        return files;
    }

    /** The shop, running, with nothing to sell but what customers put there. */
    public void open() throws IOException {
        Map<String, Content> ignored = open(Content.zeros(DISK));
    }

    private Map<String, Content> open(Content data) throws IOException {
        Map<String, Content> boots = new LinkedHashMap<>();
        boots.put(
                Shop.DATABASE,
                LoaderRecord.install(
                        Content.zeros(DISK),
                        "database",
                        "port=" + Shop.DATABASE_PORT + "\nlog=/dev/log\npages=/dev/pages\n"));
        for (String web : Shop.WEB) {
            boots.put(
                    web,
                    LoaderRecord.install(
                            Content.zeros(DISK),
                            "application",
                            "port=" + Shop.WEB_PORT + "\nname=" + web + "\ndatabase=" + Shop.DATABASE_ADDRESS + ":"
                                    + Shop.DATABASE_PORT + "\n"));
        }
        boolean placed = served.inWorld(() -> place(data, boots));
        if (!placed) {
            throw new IOException("the shop could not be placed");
        }
        cloud.settle();
        return boots;
    }

    private boolean place(Content data, Map<String, Content> boots) {
        Scene source = cloud.scene(Shop.SOURCE).key(Shop.SOURCE_KEY).subnet(Shop.PRODUCTION, Shop.RANGE);
        cloud.scene(Shop.TARGET)
                .key(Shop.TARGET_KEY)
                .subnet(Shop.RECOVERY, Shop.RANGE)
                .subnet(Shop.ISOLATED, Shop.RANGE);
        boots.forEach((name, boot) -> {
            Scene.MachineScene machine = source.machine(name, Shop.PRODUCTION)
                    .tag("app", "shop")
                    .encrypted(Shop.SOURCE_KEY)
                    .boot("/dev/boot", boot);
            if (name.equals(Shop.DATABASE)) {
                machine.address(Shop.DATABASE_ADDRESS)
                        .disk("/dev/log", Content.zeros(DISK))
                        .disk("/dev/pages", Content.zeros(DISK))
                        .disk("/dev/data", data);
            }
            machine.place();
        });
        return true;
    }

    String address() {
        return served.address();
    }

    String secret() {
        return served.secret();
    }

    /** What a host must know to connect. */
    public Map<String, String> environment() {
        return served.environment();
    }

    /** Whether a host is connected; one that was killed is so until the cloud has noticed. */
    public boolean isConnected(String host) {
        return served.hosts().contains(host);
    }

    /** How many requests have made or changed something so far. */
    public long effects() {
        return served.inWorld(this::counted);
    }

    /** Lets the world go on until so many have; then does something at once, before anything else happens in it. */
    public boolean atEffects(long effects, Runnable then, Duration atMost) {
        return cloud.await(
                () -> {
                    boolean now = counted() >= effects;
                    if (now) {
                        then.run();
                    }
                    return now;
                },
                atMost);
    }

    private long counted() {
        return cloud.truth().effects().stream()
                .map(GroundTruth.Effect::requestId)
                .distinct()
                .count();
    }

    /** Asks a machine by name through the simulated network, from a checker in its own subnet. */
    public String ask(String region, String subnet, String machine, String question) {
        AtomicReference<Probe> outcome = new AtomicReference<>();
        boolean sent = served.inWorld(() -> {
            Machine found = running(region, subnet, machine);
            if (found != null) {
                cloud.world()
                        .network()
                        .probe(subnet, found.nic().address(), Shop.WEB_PORT, question, PATIENCE, outcome::set);
            }
            return found != null;
        });
        boolean ended = sent && cloud.await(() -> outcome.get() != null, PATIENCE.multipliedBy(2));
        Probe probe = outcome.get();
        if (!ended || probe == null) {
            return "nothing: there is no such machine";
        }
        String answer = probe.answer();
        return answer == null ? "nothing: " + probe.kind() : answer;
    }

    private @Nullable Machine running(String region, String subnet, String name) {
        for (Machine machine : cloud.region(region).machines().shelf().actual()) {
            if (machine.spec().name().equals(name)
                    && machine.isUp()
                    && machine.nic().subnet().id().equals(subnet)) {
                return machine;
            }
        }
        return null;
    }

    /** Customers come: that many rows by each application machine. */
    public boolean sell(String occasion, int rows) {
        boolean all = true;
        for (String web : Shop.WEB) {
            for (int i = 1; i <= rows; i++) {
                String answer =
                        ask(Shop.SOURCE, Shop.PRODUCTION, web, "put " + web + "-" + occasion + "-" + i + " sold-" + i);
                all &= answer.startsWith("ok ");
            }
        }
        return all;
    }

    /** Writes bytes to the data disk of the shop, as a program there would. */
    void write(long offset, byte[] bytes) {
        boolean written = served.inWorld(() -> {
            Disk disk = disk(Shop.SOURCE, Shop.PRODUCTION, Shop.DATABASE, "/dev/data");
            disk.durable(disk.durable().with(offset, bytes));
            return true;
        });
        if (!written) {
            throw new IllegalStateException("the disk was not written");
        }
    }

    Content content(String region, String subnet, String machine, String device) {
        return served.inWorld(() -> disk(region, subnet, machine, device).durable());
    }

    private Disk disk(String region, String subnet, String name, String device) {
        Machine machine = running(region, subnet, name);
        if (machine != null) {
            for (Machine.Attachment attachment : machine.attachments()) {
                Disk disk = cloud.region(region).disks().shelf().actual(attachment.disk());
                if (attachment.device().equals(device) && disk != null) {
                    return disk;
                }
            }
        }
        throw new IllegalStateException("there is no running machine " + name + " with " + device + " in " + region);
    }

    /** Bytes that the snapshots of a region moved, by snapshot. */
    Map<String, Long> moved(String region) {
        return served.inWorld(() -> {
            Map<String, Long> moved = new LinkedHashMap<>();
            for (Snapshot snapshot : cloud.region(region).snapshots().shelf().actual()) {
                moved.put(snapshot.id(), snapshot.movedBytes());
            }
            return moved;
        });
    }

    /** Everything in a region that costs money. */
    public Set<String> billed(String region) {
        return served.inWorld(() -> {
            Set<String> billed = new LinkedHashSet<>();
            for (String thing : cloud.world().billed()) {
                if (thing.contains(" " + region + "/")) {
                    billed.add(thing);
                }
            }
            return billed;
        });
    }

    /** Machines of the target that have power, in a subnet. */
    public List<String> running(String subnet) {
        return served.inWorld(() -> cloud.world().running().stream()
                .filter(machine -> machine.nic().subnet().id().equals(subnet))
                .map(machine -> machine.spec().name())
                .sorted()
                .toList());
    }

    /** What more than one request with one key has made: each key, and what there is of it. */
    public Map<String, List<String>> madeTwice() {
        return served.inWorld(() -> {
            Map<String, List<String>> twice = new LinkedHashMap<>();
            cloud.truth()
                    .twins(Marks.KEY)
                    .forEach((key, things) -> twice.put(
                            key, things.stream().map(GroundTruth.Thing::id).toList()));
            return twice;
        });
    }

    /** What costs money in a region and is neither a running machine of a subnet nor a disk in one. */
    public Set<String> idle(String region, String subnet) {
        Set<String> idle = billed(region);
        boolean looked = served.inWorld(() -> {
            for (Machine machine : cloud.world().running()) {
                if (machine.nic().subnet().id().equals(subnet)) {
                    idle.remove("MACHINE " + region + "/" + machine.id());
                    machine.attachments().forEach(it -> idle.remove("DISK " + region + "/" + it.disk()));
                }
            }
            return true;
        });
        return looked ? idle : Set.of();
    }

    public void killRegion(String region) {
        boolean dead = served.inWorld(() -> {
            cloud.kill(region);
            return true;
        });
        if (!dead) {
            throw new IllegalStateException(region + " lives");
        }
    }

    @Override
    public void close() {
        cloud.close();
    }
}
