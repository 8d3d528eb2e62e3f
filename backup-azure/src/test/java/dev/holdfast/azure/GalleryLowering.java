// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Machine;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Images: a version in a gallery, and the regions that it is replicated to. All its replicas share one cloud id. */
final class GalleryLowering {
    static final String DEFINE = "compute:PutGalleryImage";
    static final String PUT = "compute:PutGalleryImageVersion";
    static final String REGIONS = "compute:PatchGalleryImageVersionRegions";
    static final String DELETE = "compute:DeleteGalleryImageVersion";

    private GalleryLowering() {}

    static void take(Action.TakeImage action, Steps steps) {
        Optional<Machine> found = steps.facts.machine(action.machine());
        if (found.isEmpty()) {
            steps.refuse(
                    action, FailureKind.GONE, "Image of " + action.machine().id(), "the machine is not there");
            return;
        }
        Machine machine = found.get();
        Lane lane = Lane.of(action.machine().location());
        String osType = machine.attributes().getOrDefault("osType", "Linux");
        String generation = machine.attributes().getOrDefault("hyperVGeneration", "V1");
        ArmId definition = steps.settings
                .gallery()
                .child("images", "holdfast-" + new ArmId(action.machine().id()).name());
        Primitive defined = steps.add(steps.step(action, "definition", DEFINE, RepeatClass.GOAL, lane)
                .subject(definition.text())
                .product(ProductKind.SUPPORT)
                .arguments(Payload.Fields.EMPTY
                        .with("id", definition.text())
                        .with("region", lane.region())
                        .with("osType", osType)
                        .with("generation", generation))
                .permissions(steps.allowed(
                        definition.text(),
                        "Microsoft.Compute/galleries/images/read",
                        "Microsoft.Compute/galleries/images/write"))
                .expectations(List.of(
                        Expectation.seen(action.machine().id(), "osType", osType),
                        Expectation.seen(action.machine().id(), "hyperVGeneration", generation)))
                .build());
        steps.add(steps.step(action, "version", PUT, RepeatClass.NAMED, lane)
                .subject(action.machine().id())
                .product(ProductKind.IMAGE)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY
                        .with("definition", definition.text())
                        .with("region", lane.region())
                        .with("source", action.machine().id()))
                .permissions(steps.allowed(
                        definition.text(),
                        "Microsoft.Compute/galleries/images/versions/read",
                        "Microsoft.Compute/galleries/images/versions/write",
                        "Microsoft.Compute/virtualMachines/read",
                        "Microsoft.Compute/disks/beginGetAccess/action"))
                .undo(List.of(steps.step(action, "delete-version", DELETE, RepeatClass.GOAL, lane)
                        .arguments(Payload.Fields.EMPTY.with("id", new Payload.Ref(action.id() + ".version", "id")))
                        .permissions(
                                steps.allowed(definition.text(), "Microsoft.Compute/galleries/images/versions/delete"))
                        .build()))
                .duration(Expected.about(Duration.ofMinutes(15)))
                .edges(Steps.after(defined))
                .build());
    }

    /** The regions that a version is replicated to. */
    static FactQuery<Payload.Fields> query(ReplicaRef version) {
        return new FactQuery.ProviderQuery(
                version.home(), "compute:galleryImageVersion", Payload.Fields.EMPTY.with("id", version.cloudId()));
    }

    /**
     * New regions and lost ones of one version become one PATCH. It sends the list of regions whole, so what it adds to
     * and takes from is the list as the look right before it sees it: see {@link Looks#regions}.
     */
    static void regions(List<Action> actions, Steps steps) {
        Map<String, List<Action>> byVersion = new TreeMap<>();
        for (Action action : actions) {
            byVersion
                    .computeIfAbsent(version(action).cloudId(), id -> new ArrayList<>())
                    .add(action);
        }
        byVersion.values().forEach(together -> regions(version(together.get(0)), together, steps));
    }

    private static void regions(ReplicaRef version, List<Action> actions, Steps steps) {
        String id = version.cloudId();
        Lane home = version.home();
        Optional<Fact<Payload.Fields>> fact = steps.facts.get(query(version));
        if (fact.isEmpty() || fact.get().items().isEmpty()) {
            actions.forEach(action -> {
                if (action instanceof Action.DeleteReplica && fact.isPresent()) {
                    steps.satisfied(action);
                } else {
                    steps.refuse(action, FailureKind.GONE, "Replicas of " + id, "it is not there");
                }
            });
            return;
        }
        SortedSet<String> now = new TreeSet<>();
        fact.get()
                .items()
                .get(0)
                .items("regions")
                .forEach(region -> now.add(ArmId.region(((Payload.Text) region).value())));
        SortedSet<String> add = new TreeSet<>();
        SortedSet<String> remove = new TreeSet<>();
        List<String> ids = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.CopyReplica copy && copy.key() != null) {
                steps.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        "Replica of " + id + " under key " + copy.key().id(),
                        "this lowering gives replicas no disk encryption set");
                continue;
            }
            boolean wanted = action instanceof Action.CopyReplica;
            String region = ArmId.region(action.lane().region());
            if (wanted == now.contains(region)) {
                steps.satisfied(action);
                continue;
            }
            (wanted ? add : remove).add(region);
            ids.add(action.id());
        }
        if (ids.isEmpty()) {
            return;
        }
        SortedSet<String> kept = new TreeSet<>(now);
        kept.removeAll(remove);
        boolean last = kept.isEmpty() && add.isEmpty();
        Primitive.Builder builder = Primitive.builder(
                        ids.get(0) + ".regions", last ? DELETE : REGIONS, RepeatClass.GOAL, home, steps.purpose)
                .actions(ids)
                .completes(ids)
                .subject(id)
                .arguments(last ? Payload.Fields.EMPTY.with("id", id) : arguments(id, add, remove))
                .product(!last && remove.isEmpty() ? ProductKind.IMAGE : ProductKind.NOTHING)
                .limits(List.of(last ? steps.delete(home) : steps.write(home)))
                .permissions(steps.allowed(
                        id,
                        "Microsoft.Compute/galleries/images/versions/read",
                        last
                                ? "Microsoft.Compute/galleries/images/versions/delete"
                                : "Microsoft.Compute/galleries/images/versions/write"))
                .duration(Expected.about(Duration.ofMinutes(20)));
        if (last) {
            builder.expectations(List.of(Expectation.seen(id, "regions", String.join(",", now))));
        } else if (!remove.isEmpty() && add.isEmpty()) {
            builder.expectations(List.of(Expectation.seen(id, "replicated to", kept.first())));
        }
        if (!add.isEmpty()) {
            builder.undo(List.of(
                    Primitive.builder(ids.get(0) + ".regions-back", REGIONS, RepeatClass.GOAL, home, steps.purpose)
                            .actions(ids)
                            .subject(id)
                            .arguments(arguments(id, new TreeSet<>(), add))
                            .build()));
        }
        steps.add(builder.build());
    }

    private static Payload.Fields arguments(String id, SortedSet<String> add, SortedSet<String> remove) {
        return Payload.Fields.EMPTY
                .with("id", id)
                .with("add", Payload.ofTexts(List.copyOf(add)))
                .with("remove", Payload.ofTexts(List.copyOf(remove)));
    }

    private static ReplicaRef version(Action action) {
        return action instanceof Action.CopyReplica copy ? copy.from() : ((Action.DeleteReplica) action).replica();
    }
}
