// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.failure;
import static dev.holdfast.testkit.broken.Broken.items;
import static dev.holdfast.testkit.broken.Broken.reads;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.KeyDescription;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.PathDescription;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.SubnetDescription;
import java.util.ArrayList;
import java.util.List;

/** Errors in what listings and descriptions show. */
final class BrokenReads {
    private BrokenReads() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(items(
                "HF-INV-01",
                "forgets the boot disk",
                FactQuery.Machines.class,
                (query, machines) -> machines.stream()
                        .map(machine -> machine.toBuilder()
                                .spec(machine.spec().toBuilder()
                                        .disks(machine.spec().disks().stream()
                                                .map(disk -> new DiskSpec(
                                                        disk.device(),
                                                        false,
                                                        disk.sizeBytes(),
                                                        disk.type(),
                                                        disk.keyId()))
                                                .toList())
                                        .build())
                                .build())
                        .toList()));
        all.add(items(
                "HF-INV-02",
                "shows loose disks as attached",
                FactQuery.Disks.class,
                (query, disks) -> disks.stream()
                        .map(disk -> disk.attachment() != null
                                ? disk
                                : disk.toBuilder()
                                        .attachment(new DiskAttachment(
                                                disk.id(),
                                                ResourceId.machine(disk.id().location(), "other"),
                                                "x",
                                                false))
                                        .build())
                        .toList()));
        all.add(reads("HF-INV-03", "fails for what does not exist", (query, cursor, context, good) -> {
            if (query instanceof FactQuery.Machines machines && machines.ids().contains("kit-no-such-machine")) {
                throw failure(FailureKind.GONE, "no such machine");
            }
            return good.read(query, cursor, context);
        }));
        all.add(items("HF-INV-04", "lists nothing", FactQuery.DiskListing.class, (query, disks) -> List.of()));
        all.add(reads("HF-INV-05", "does not say that it is complete", (query, cursor, context, good) -> {
            ReadPage<?> right = good.read(query, cursor, context);
            return query instanceof FactQuery.MarkedListing
                    ? new ReadPage<>(right.items(), right.next(), false)
                    : right;
        }));
        all.add(reads("HF-INV-06", "lists what strangers marked", (query, cursor, context, good) -> {
            FactQuery<?> wrong = query instanceof FactQuery.MarkedListing marked
                    ? new FactQuery.MarkedListing(marked.lane(), marked.kind(), null)
                    : query;
            return good.read(wrong, cursor, context);
        }));
        all.add(wrapped("HF-INV-07", "reads at the cost of an unknown limit", provider -> new Forwarding(provider) {
            @Override
            public ReadProfile reading(FactQuery<?> query) {
                ReadProfile right = good.reading(query);
                return new ReadProfile(
                        right.batch(),
                        List.of(LimitUse.one("undeclared", "x")),
                        right.leastInterval(),
                        right.visibility(),
                        right.deadline());
            }
        }));
        all.add(items("HF-NET-01", "makes up subnets", FactQuery.Subnets.class, (query, subnets) -> {
            List<SubnetDescription> more = new ArrayList<>(subnets);
            more.add(new SubnetDescription("made-up", "x", "10.9.0.0/24", null));
            return more;
        }));
        all.add(items(
                "HF-NET-02",
                "calls blocked what it has not examined",
                FactQuery.Paths.class,
                (query, paths) -> List.of(
                        new PathDescription(PathDescription.Verdict.BLOCKED, List.of("x"), List.of("firewalls")))));
        all.add(items(
                "HF-KEY-01",
                "shows keys as disabled",
                FactQuery.Keys.class,
                (query, keys) -> keys.stream()
                        .map(key -> new KeyDescription(
                                key.key(), KeyDescription.State.DISABLED, key.managedByCloud(), key.usableBy()))
                        .toList()));
        return all;
    }
}
