// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.testkit.simulated.SimulatedProvider;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.MachineSpec;
import dev.holdfast.testkit.world.NewDisk;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import dev.holdfast.testkit.world.network.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sets up what is there before anything begins. Nothing of it is a request, nothing takes time. */
public final class Scene {
    private static final String NETWORK_RANGE = "10.0.0.0/16";

    private final World world;
    private final Region region;
    private final String account;

    Scene(World world, Region region, String account) {
        this.world = world;
        this.region = region;
        this.account = account;
    }

    /**
     * Adds a subnet in a network of its own, in the first zone.
     *
     * @param id of the subnet
     * @param range such as {@code 10.0.1.0/24}, within {@code 10.0.0.0/16}
     * @return this
     */
    public Scene subnet(String id, String range) {
        return subnet(id, "net-" + id, region.zones().get(0), NETWORK_RANGE, range);
    }

    /**
     * Adds a subnet.
     *
     * @param id of the subnet
     * @param network of its network
     * @param zone where
     * @param networkRange the range of the whole network
     * @param range the range of the subnet
     * @return this
     */
    public Scene subnet(String id, String network, String zone, String networkRange, String range) {
        world.network().addSubnet(id, network, account, region.name(), zone, networkRange, range);
        return this;
    }

    /**
     * Adds a key.
     *
     * @param id of the key
     * @return this
     */
    public Scene key(String id) {
        region.keys().add(id, account);
        return this;
    }

    /**
     * Adds a disk that hangs on no machine.
     *
     * @param name of the disk
     * @param content what it holds
     * @return the disk
     */
    public Disk disk(String name, Content content) {
        return disk(name, content, Map.of());
    }

    /**
     * Adds a disk that hangs on no machine.
     *
     * @param name of the disk
     * @param content what it holds
     * @param tags its tags, beside its name
     * @return the disk
     */
    public Disk disk(String name, Content content, Map<String, String> tags) {
        return disk(name, region.zones().get(0), null, content, tags);
    }

    private Disk disk(String name, String zone, @Nullable String key, Content content, Map<String, String> tags) {
        Map<String, String> marks = new TreeMap<>(tags);
        marks.put("Name", name);
        NewDisk order =
                NewDisk.empty(zone, "standard", content.size()).named(name).encrypted(key);
        return region.disks().place(world.setup(account, region.name(), marks), order, content);
    }

    /**
     * Begins a machine.
     *
     * @param name its name
     * @param subnet its subnet
     * @return what takes its disks
     */
    public MachineScene machine(String name, String subnet) {
        return new MachineScene(name, subnet);
    }

    /**
     * A database machine: boot disk, log and pages, a mebibyte each.
     *
     * @param name its name
     * @param subnet its subnet
     * @param address its address
     * @return the machine, running
     */
    public Machine database(String name, String subnet, String address) {
        Content boot = LoaderRecord.install(
                Content.zeros(1 << 20), "database", "log=/dev/log\npages=/dev/pages\nlog.offset=0\npages.offset=0\n");
        return machine(name, subnet)
                .address(address)
                .boot("/dev/boot", boot)
                .disk("/dev/log", Content.zeros(1 << 20))
                .disk("/dev/pages", Content.zeros(1 << 20))
                .place();
    }

    /**
     * An application machine that talks to a database.
     *
     * @param name its name
     * @param subnet its subnet
     * @param address its address
     * @param database the database's address and port
     * @return the machine, running
     */
    public Machine application(String name, String subnet, String address, String database) {
        Content boot = LoaderRecord.install(Content.zeros(1 << 20), "application", "database=" + database + "\n");
        return machine(name, subnet).address(address).boot("/dev/boot", boot).place();
    }

    /**
     * The id of a machine of this scene.
     *
     * @param machine the machine
     * @return its id
     */
    public ResourceId id(Machine machine) {
        return ResourceId.machine(location(), machine.id());
    }

    /**
     * The id of a disk of this scene.
     *
     * @param disk the disk
     * @return its id
     */
    public ResourceId id(Disk disk) {
        return ResourceId.disk(location(), disk.id());
    }

    /**
     * The ids of a machine's disks, as they are attached.
     *
     * @param machine the machine
     * @return the ids
     */
    public List<ResourceId> disksOf(Machine machine) {
        return machine.attachments().stream()
                .map(attachment -> ResourceId.disk(location(), attachment.disk()))
                .toList();
    }

    /** Where this is. */
    public Location location() {
        return new Location(SimulatedProvider.ID, account, region.name(), null);
    }

    /** A machine in the making. */
    public final class MachineScene {
        private final String name;
        private final String subnet;
        private final Map<String, Content> disks = new java.util.LinkedHashMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private @Nullable String address;
        private @Nullable String key;
        private String boot = "";

        private MachineScene(String name, String subnet) {
            this.name = name;
            this.subnet = subnet;
        }

        /**
         * Sets its address. Default: the next free one.
         *
         * @param value the address
         * @return this
         */
        public MachineScene address(String value) {
            address = value;
            return this;
        }

        /**
         * Adds its boot disk.
         *
         * @param device where it hangs
         * @param content what it holds, a loader record first
         * @return this
         */
        public MachineScene boot(String device, Content content) {
            boot = device;
            return disk(device, content);
        }

        /**
         * Adds a disk.
         *
         * @param device where it hangs
         * @param content what it holds
         * @return this
         */
        public MachineScene disk(String device, Content content) {
            disks.put(device, content);
            return this;
        }

        /**
         * Adds a tag to machine and disks.
         *
         * @param tag its name
         * @param value its value
         * @return this
         */
        public MachineScene tag(String tag, String value) {
            tags.put(tag, value);
            return this;
        }

        /**
         * Encrypts its disks.
         *
         * @param id the key
         * @return this
         */
        public MachineScene encrypted(String id) {
            key = id;
            return this;
        }

        /**
         * Places it and switches it on.
         *
         * @return the machine
         */
        public Machine place() {
            Subnet where = world.network().subnet(subnet);
            if (where == null) {
                throw new IllegalArgumentException("there is no subnet " + subnet + "; add it to the scene first");
            }
            List<Machine.Attachment> attachments = new ArrayList<>();
            disks.forEach((device, content) -> {
                String disk = name + device.substring(device.lastIndexOf('/')).replace('/', '-');
                attachments.add(new Machine.Attachment(
                        device,
                        Scene.this.disk(disk, where.zone(), key, content, tags).id(),
                        device.equals(boot)));
            });
            return region.machines()
                    .place(
                            world.setup(account, region.name(), tags),
                            MachineSpec.of(name, "standard", subnet, address),
                            attachments);
        }
    }
}
