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
                        new Expectation(action.machine().id(), "osType", osType),
                        new Expectation(action.machine().id(), "hyperVGeneration", generation)))
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

    static FactQuery<Payload.Fields> query(Lane lane, String version) {
        return new FactQuery.ProviderQuery(
                lane, "compute:galleryImageVersion", Payload.Fields.EMPTY.with("id", version));
    }

    /** New regions and lost ones of one version become one PATCH: the list of regions is sent whole. */
    static void regions(List<Action> actions, Steps steps) {
        Map<String, List<Action>> byVersion = new TreeMap<>();
        for (Action action : actions) {
            byVersion.computeIfAbsent(version(action), id -> new ArrayList<>()).add(action);
        }
        byVersion.forEach((id, together) -> regions(id, together, steps));
    }

    private static void regions(String id, List<Action> actions, Steps steps) {
        Action first = actions.get(0);
        Lane home = home(first);
        Optional<Fact<Payload.Fields>> fact = steps.facts.get(query(home, id));
        if (fact.isEmpty() || fact.get().items().isEmpty()) {
            actions.forEach(action -> steps.refuse(action, FailureKind.GONE, "Replicas of " + id, "it is not there"));
            return;
        }
        Payload.Fields seen = fact.get().items().get(0);
        SortedSet<String> now = new TreeSet<>();
        seen.items("regions").forEach(region -> now.add(ArmId.region(((Payload.Text) region).value())));
        SortedSet<String> wanted = new TreeSet<>(now);
        List<Action> served = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.CopyReplica copy) {
                if (copy.key() != null) {
                    steps.refuse(
                            action,
                            FailureKind.UNSUPPORTED,
                            "Replica of " + id + " under key " + copy.key().id(),
                            "this lowering gives replicas no disk encryption set");
                    continue;
                }
                wanted.add(ArmId.region(copy.to().region()));
            } else if (action instanceof Action.DeleteReplica delete) {
                wanted.remove(ArmId.region(delete.replica().lane().region()));
            }
            served.add(action);
        }
        if (served.isEmpty()) {
            return;
        }
        List<String> ids = served.stream().map(Action::id).toList();
        boolean last = wanted.isEmpty();
        Primitive.Builder builder = Primitive.builder(
                        ids.get(0) + ".regions", last ? DELETE : REGIONS, RepeatClass.GOAL, home, steps.purpose)
                .actions(ids)
                .completes(ids)
                .subject(id)
                .limits(List.of(last ? steps.delete(home) : steps.write(home)))
                .permissions(steps.allowed(
                        id,
                        "Microsoft.Compute/galleries/images/versions/read",
                        last
                                ? "Microsoft.Compute/galleries/images/versions/delete"
                                : "Microsoft.Compute/galleries/images/versions/write"))
                .expectations(List.of(new Expectation(id, "regions", String.join(",", now))))
                .duration(Expected.about(Duration.ofMinutes(20)));
        if (last) {
            builder.arguments(Payload.Fields.EMPTY.with("id", id));
        } else {
            builder.arguments(arguments(id, wanted))
                    .product(wanted.containsAll(now) ? ProductKind.IMAGE : ProductKind.NOTHING);
        }
        if (!last && wanted.containsAll(now)) {
            builder.undo(List.of(
                    Primitive.builder(ids.get(0) + ".regions-back", REGIONS, RepeatClass.GOAL, home, steps.purpose)
                            .actions(ids)
                            .subject(id)
                            .arguments(arguments(id, now))
                            .build()));
        }
        steps.add(builder.build());
    }

    private static Payload.Fields arguments(String id, SortedSet<String> regions) {
        return Payload.Fields.EMPTY.with("id", id).with("regions", Payload.ofTexts(List.copyOf(regions)));
    }

    private static String version(Action action) {
        return action instanceof Action.CopyReplica copy
                ? copy.from().cloudId()
                : ((Action.DeleteReplica) action).replica().cloudId();
    }

    /** Where the version itself is managed: its own region, whichever replica is meant. */
    static Lane home(Action action) {
        return action instanceof Action.CopyReplica copy
                ? copy.from().lane()
                : Lane.of(((Action.DeleteReplica) action).replica().source().location());
    }
}
