// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import dev.holdfast.spi.StockLevel;
import java.util.ArrayList;
import java.util.List;

/** What a lowering has written down so far. Used by one call and forgotten. */
final class Draft {
    private final Purpose purpose;
    private final List<Primitive> primitives = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> satisfied = new ArrayList<>();

    Draft(Purpose purpose) {
        this.purpose = purpose;
    }

    Purpose purpose() {
        return purpose;
    }

    /** A primitive of an action, named after both. */
    Primitive.Builder primitive(Action action, String part, String type, RepeatClass repeat, Lane lane) {
        return Primitive.builder(action.id() + "-" + part, type, repeat, lane, purpose)
                .actions(List.of(action.id()));
    }

    void add(Primitive primitive) {
        primitives.add(primitive);
    }

    void add(Section section) {
        sections.add(section);
    }

    void refuse(Action action, FailureKind kind, String what, String why, String cure) {
        refusals.add(new Refusal(action.id(), new Failure(kind, what, why, cure)));
    }

    /** What the action wants is so already. */
    void satisfied(Action action) {
        satisfied.add(action.id());
    }

    /** Refuses where a disk has no room for one snapshot more; true if it did. */
    boolean full(Action action, Facts facts, String disk) {
        for (StockLevel level : facts.get(EcsLimits.snapshotsOf(action.lane(), disk)).stream()
                .flatMap(fact -> fact.items().stream())
                .toList()) {
            if (level.used() >= level.allowed()) {
                refuse(
                        action,
                        FailureKind.FULL,
                        "Snapshot of " + disk,
                        level.used() + " of " + level.allowed() + " snapshots of it are taken",
                        "delete some of them, or shorten its retention");
                return true;
            }
        }
        return false;
    }

    LoweredGroup done() {
        return new LoweredGroup(primitives, sections, refusals, satisfied);
    }
}
