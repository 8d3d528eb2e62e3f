// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lowering in the making. */
final class Draft {
    private final Dialect dialect;
    private final Purpose purpose;
    private final Facts facts;
    private final List<Primitive> primitives = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> satisfied = new ArrayList<>();

    Draft(Dialect dialect, Purpose purpose, Facts facts) {
        this.dialect = dialect;
        this.purpose = purpose;
        this.facts = facts;
    }

    Facts facts() {
        return facts;
    }

    /** The name of a request of an action. */
    static String name(Action action, String word) {
        return action.id().replace('/', '_') + "." + word;
    }

    /** A request that serves an action. */
    Primitive.Builder request(Action action, String word, String type, RepeatClass repeat, Lane lane) {
        return builder(name(action, word), type, repeat, lane).actions(List.of(action.id()));
    }

    /** A request that undoes another. */
    Primitive.Builder undo(Action action, String word, String type, RepeatClass repeat, Lane lane) {
        return builder(name(action, "undo-" + word), type, repeat, lane);
    }

    private Primitive.Builder builder(String name, String type, RepeatClass repeat, Lane lane) {
        return Primitive.builder(name, type, repeat, lane, purpose)
                .limits(dialect.rates(type))
                .permissions(List.of(new Permission(purpose, type, "*")));
    }

    /** The rates of a call, and more. */
    List<LimitUse> limits(String type, LimitUse... more) {
        List<LimitUse> all = new ArrayList<>(dialect.rates(type));
        all.addAll(List.of(more));
        return all;
    }

    void add(Primitive primitive) {
        primitives.add(primitive);
    }

    void add(Section section) {
        sections.add(section);
    }

    void refuse(Action action, FailureKind kind, String why, String cure) {
        String what = "Cannot do " + action.getClass().getSimpleName() + " " + action.id();
        refusals.add(new Refusal(action.id(), new Failure(kind, what, why, cure)));
    }

    /** A disk that an action is about; empty and refused if there is none. */
    Optional<Disk> disk(Action action, ResourceId id) {
        Optional<Disk> disk = facts.disk(id);
        if (disk.isEmpty()) {
            refuse(
                    action,
                    FailureKind.GONE,
                    "disk " + id.id() + " does not exist in " + id.location(),
                    "remove it from the selection, or check whether someone deleted it");
        }
        return disk;
    }

    /** A machine that a disk is to be set back on; empty and refused if it or the disk is not there. */
    Optional<Machine> machine(Action.RollBackDisk action) {
        Optional<Machine> machine = facts.machine(action.machine());
        if (machine.isPresent() && facts.disk(action.disk()).isPresent()) {
            return machine;
        }
        refuse(
                action,
                FailureKind.GONE,
                "disk " + action.disk().id() + " or machine " + action.machine().id() + " is not there",
                "restore the disk, or recover the machine, from the point");
        return Optional.empty();
    }

    /** Whether an action is refused since nothing holds the guest and less than was asked for would come of it. */
    boolean refusedAboveCrash(Action action, ConsistencyLevel floor, @Nullable GuestHooks hooks, String why) {
        boolean refused = hooks == null && !ConsistencyLevel.CRASH.satisfies(floor);
        if (refused) {
            refuse(action, FailureKind.UNSUPPORTED, why, "give guest hooks, or accept CRASH");
        }
        return refused;
    }

    /** The request that takes one disk. */
    Primitive snapshot(
            Action.TakeSnapshots action,
            String disk,
            String type,
            RepeatClass repeat,
            Expected time,
            LimitUse... limits) {
        return request(action, "snapshot-" + disk, type, repeat, action.lane())
                .completes(List.of(action.id()))
                .subject(disk)
                .expected(List.of(disk))
                .arguments(Payload.Fields.EMPTY.with("disk", disk))
                .product(ProductKind.SNAPSHOT)
                .limits(limits(type, limits))
                .duration(time)
                .build();
    }

    /** Nothing has to be requested for this action. */
    void satisfy(Action action) {
        satisfied.add(action.id());
    }

    LoweredGroup done() {
        return new LoweredGroup(primitives, sections, refusals, satisfied);
    }
}
