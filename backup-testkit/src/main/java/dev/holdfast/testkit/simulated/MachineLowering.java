// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disks made, machines stopped, started and deleted: alike in all clouds but for the words. */
final class MachineLowering {
    static final Expected POWER = Expected.about(Duration.ofSeconds(45));
    static final Expected MOVE = Expected.about(Duration.ofSeconds(20));

    private final Draft draft;
    private final MachineTypes types;

    MachineLowering(Draft draft, MachineTypes types) {
        this.draft = draft;
        this.types = types;
    }

    /** Whatever is left when a dialect has taken what is its own. */
    void lower(Action action) {
        if (action instanceof Action.RestoreDisk restore) {
            lower(restore);
        } else if (action instanceof Action.StopMachine stop) {
            lower(stop);
        } else if (action instanceof Action.StartMachine start) {
            lower(start);
        } else if (action instanceof Action.DeleteMachine delete) {
            lower(delete);
        } else if (action instanceof Action.DeleteDisk delete) {
            lower(delete);
        } else {
            draft.refuse(action, FailureKind.UNSUPPORTED, "no cloud does it", FailureKind.UNSUPPORTED.cure());
        }
    }

    void lower(Action.RestoreDisk action) {
        String zone = action.zone();
        if (zone == null) {
            Optional<String> first = draft.facts()
                    .get(SimulatedLowering.zones(action.lane()))
                    .flatMap(fact -> fact.items().stream()
                            .map(fields -> fields.text("zone"))
                            .min(Comparator.naturalOrder()));
            if (first.isEmpty()) {
                draft.refuse(action, FailureKind.INVALID, "no zone is known in " + action.lane(), "name a zone");
                return;
            }
            zone = first.get();
        }
        draft.add(disk(action, "disk", action.lane(), action.replica().cloudId(), zone, action.spec())
                .completes(List.of(action.id()))
                .build());
    }

    /** A disk made from a snapshot; undone by deleting it. */
    Primitive.Builder disk(Action action, String word, Lane lane, String snapshot, String zone, DiskSpec spec) {
        return draft.request(action, word, types.createDisk(), types.making(), lane)
                .subject(snapshot)
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", snapshot)
                        .with("zone", zone)
                        .with("type", spec.type())
                        .with("bytes", spec.sizeBytes())
                        .with("key", spec.keyId()))
                .product(ProductKind.DISK)
                .duration(Expected.about(Duration.ofSeconds(15)))
                .undo(List.of(draft.undo(action, word, types.deleteDisk(), RepeatClass.GOAL, lane)
                        .arguments(Payload.Fields.EMPTY.with("disk", new Payload.Ref(Draft.name(action, word), "id")))
                        .build()));
    }

    void lower(Action.StopMachine action) {
        draft.add(power(
                        action,
                        "stop",
                        types.stop(),
                        action.lane(),
                        action.machine().id(),
                        null)
                .completes(List.of(action.id()))
                .build());
    }

    void lower(Action.StartMachine action) {
        draft.add(power(
                        action,
                        "start",
                        types.start(),
                        action.lane(),
                        action.machine().id(),
                        null)
                .completes(List.of(action.id()))
                .build());
    }

    /** A machine stopped, undone by a start; or started, undone by nothing. */
    Primitive.Builder power(
            Action action, String word, String type, Lane lane, String machine, @Nullable Payload result) {
        Primitive.Builder request = draft.request(action, word, type, RepeatClass.GOAL, lane)
                .subject(machine)
                .arguments(Payload.Fields.EMPTY.with("machine", machine).with("result", result))
                .duration(POWER);
        if (type.equals(types.stop())) {
            request.undo(List.of(draft.undo(action, word, types.start(), RepeatClass.GOAL, lane)
                    .subject(machine)
                    .arguments(Payload.Fields.EMPTY.with("machine", machine))
                    .duration(POWER)
                    .build()));
        }
        return request;
    }

    /** A disk put on a machine or taken off it; undone by the other. */
    Primitive.Builder move(
            Action action,
            String word,
            boolean onto,
            Lane lane,
            Payload disk,
            String machine,
            String device,
            boolean boot,
            @Nullable Payload result) {
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("disk", disk)
                .with("machine", machine)
                .with("device", device)
                .with("boot", Payload.of(boot));
        return draft.request(action, word, onto ? types.attach() : types.detach(), RepeatClass.GOAL, lane)
                .subject(machine)
                .arguments(arguments.with("result", result))
                .duration(MOVE)
                .undo(List.of(draft.undo(action, word, onto ? types.detach() : types.attach(), RepeatClass.GOAL, lane)
                        .subject(machine)
                        .arguments(arguments)
                        .duration(MOVE)
                        .build()));
    }

    void lower(Action.DeleteMachine action) {
        Lane lane = action.lane();
        Primitive terminate = draft.request(action, "terminate", types.terminate(), RepeatClass.GOAL, lane)
                .completes(List.of(action.id()))
                .subject(action.machine().id())
                .arguments(Payload.Fields.EMPTY
                        .with("machine", action.machine().id())
                        .with("disksToo", Payload.of(!action.disks().isEmpty())))
                .build();
        draft.add(terminate);
        for (ResourceId disk : action.disks()) {
            // Gone with the machine as a rule; what was taken off it meanwhile is not.
            draft.add(draft.request(action, "delete-" + disk.id(), types.deleteDisk(), RepeatClass.GOAL, lane)
                    .edges(List.of(Edge.after(terminate.name())))
                    .subject(disk.id())
                    .arguments(Payload.Fields.EMPTY.with("disk", disk.id()))
                    .build());
        }
    }

    void lower(Action.DeleteDisk action) {
        draft.add(draft.request(action, "delete", types.deleteDisk(), RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.disk().id())
                .arguments(Payload.Fields.EMPTY.with("disk", action.disk().id()))
                .build());
    }
}
