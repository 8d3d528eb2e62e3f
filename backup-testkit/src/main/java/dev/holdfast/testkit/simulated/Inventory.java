// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.world.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Machines and disks, as listings show them. */
final class Inventory {
    private final Lane lane;
    private final Place place;

    Inventory(Lane lane, Place place) {
        this.lane = lane;
        this.place = place;
    }

    List<Disk> disks(List<String> ids) {
        List<Disk> disks = new ArrayList<>();
        for (String id : ids) {
            place.region().disks().shelf().describe(place.account(), id).ifPresent(disk -> disks.add(disk(disk)));
        }
        return disks;
    }

    List<Machine> machines(List<String> ids) {
        List<Machine> machines = new ArrayList<>();
        for (String id : ids) {
            place.region()
                    .machines()
                    .shelf()
                    .describe(place.account(), id)
                    .ifPresent(machine -> machines.add(machine(machine)));
        }
        return machines;
    }

    List<Disk> disks(ResourceSelector selector) {
        return place.region().disks().shelf().list(place.account(), disk -> chosen(selector, disk, name(disk))).stream()
                .map(this::disk)
                .toList();
    }

    List<Machine> machines(ResourceSelector selector) {
        return place
                .region()
                .machines()
                .shelf()
                .list(place.account(), machine -> chosen(selector, machine, name(machine)))
                .stream()
                .map(this::machine)
                .toList();
    }

    private boolean chosen(ResourceSelector selector, Resource thing, String name) {
        boolean here = selector.locations().isEmpty()
                || selector.locations().stream()
                        .anyMatch(location -> Lane.of(location).equals(lane));
        return here
                && switch (selector.by()) {
                    case ID ->
                        selector.ids().stream()
                                .anyMatch(id -> Lane.of(id.location()).equals(lane)
                                        && id.id().equals(thing.id()));
                    case NAME -> selector.names().contains(name);
                    case TAG ->
                        selector.tagKey() != null
                                && selector.tagValue() != null
                                && selector.tagValue().equals(thing.marks().get(selector.tagKey()));
                };
    }

    private static String name(dev.holdfast.testkit.world.Machine machine) {
        String name = machine.marks().get("Name");
        return name == null ? machine.spec().name() : name;
    }

    private static String name(dev.holdfast.testkit.world.Disk disk) {
        String name = disk.marks().get("Name");
        return name == null ? disk.id() : name;
    }

    private Disk disk(dev.holdfast.testkit.world.Disk disk) {
        return Disk.builder(ResourceId.disk(lane.location(), disk.id()))
                .name(name(disk))
                .zone(disk.zone())
                .sizeBytes(disk.size())
                .type(disk.type())
                .keyId(disk.key())
                .attachment(attachment(disk))
                .tags(disk.marks())
                .build();
    }

    private @Nullable DiskAttachment attachment(dev.holdfast.testkit.world.Disk disk) {
        String on = disk.machine();
        var machine = on == null ? null : place.region().machines().shelf().actual(on);
        if (machine == null) {
            return null;
        }
        return machine.attachments().stream()
                .filter(attachment -> attachment.disk().equals(disk.id()))
                .map(attachment -> attachment(machine, attachment))
                .findFirst()
                .orElse(null);
    }

    private DiskAttachment attachment(
            dev.holdfast.testkit.world.Machine machine, dev.holdfast.testkit.world.Machine.Attachment attachment) {
        return new DiskAttachment(
                ResourceId.disk(lane.location(), attachment.disk()),
                ResourceId.machine(lane.location(), machine.id()),
                attachment.device(),
                attachment.boot());
    }

    private Machine machine(dev.holdfast.testkit.world.Machine machine) {
        List<DiskAttachment> attachments = machine.attachments().stream()
                .map(attachment -> attachment(machine, attachment))
                .toList();
        Map<String, String> tags = new TreeMap<>(machine.marks());
        MachineSpec spec = MachineSpec.builder()
                .name(name(machine))
                .type(machine.spec().type())
                .zone(machine.nic().subnet().zone())
                .subnet(machine.nic().subnet().id())
                .privateIp(machine.nic().address())
                .disks(specs(machine))
                .tags(tags)
                .build();
        return Machine.builder(ResourceId.machine(lane.location(), machine.id()))
                .name(name(machine))
                .state(state(machine))
                .spec(spec)
                .disks(attachments)
                .tags(tags)
                .build();
    }

    private List<DiskSpec> specs(dev.holdfast.testkit.world.Machine machine) {
        List<DiskSpec> specs = new ArrayList<>();
        for (var attachment : machine.attachments()) {
            var disk = place.region().disks().shelf().actual(attachment.disk());
            if (disk != null) {
                specs.add(new DiskSpec(attachment.device(), attachment.boot(), disk.size(), disk.type(), disk.key()));
            }
        }
        return specs;
    }

    private static MachineState state(dev.holdfast.testkit.world.Machine machine) {
        return switch (machine.state()) {
            case PENDING, STARTING -> MachineState.STARTING;
            case RUNNING -> MachineState.RUNNING;
            case STOPPING -> MachineState.STOPPING;
            case STOPPED -> MachineState.STOPPED;
            case TERMINATED -> MachineState.TERMINATED;
        };
    }
}
