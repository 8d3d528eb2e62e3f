// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import dev.holdfast.spi.StockLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a lowering has come to so far. */
final class Steps {
    final Purpose purpose;
    final Facts facts;
    final AzureSettings settings;
    private final List<Primitive> primitives = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> satisfied = new ArrayList<>();

    Steps(Purpose purpose, Facts facts, AzureSettings settings) {
        this.purpose = purpose;
        this.facts = facts;
        this.settings = settings;
    }

    Primitive add(Primitive primitive) {
        primitives.add(primitive);
        return primitive;
    }

    void replace(Primitive old, Primitive primitive) {
        primitives.set(primitives.indexOf(old), primitive);
    }

    void add(Section section) {
        sections.add(section);
    }

    void refuse(Action action, FailureKind kind, String what, String why) {
        refusals.add(new Refusal(action.id(), Failure.of(kind, what, why)));
    }

    void refuse(Action action, FailureKind kind, String what, String why, String cure) {
        refusals.add(new Refusal(action.id(), new Failure(kind, what, why, cure)));
    }

    /** What it wants is so already. */
    void satisfied(Action action) {
        satisfied.add(action.id());
    }

    /** Refuses where a stock has no room for one more; true if it did. A stock that could not be read refuses nothing. */
    boolean full(Action action, Lane lane, String limit, String key, String what) {
        Optional<StockLevel> level = facts.get(new FactQuery.StockLevels(lane, limit, key)).stream()
                .flatMap(fact -> fact.items().stream())
                .findFirst();
        if (level.isEmpty() || level.get().used() < level.get().allowed()) {
            return false;
        }
        refuse(
                action,
                FailureKind.FULL,
                what,
                level.get().used() + " of " + level.get().allowed() + " are taken (" + limit + ")",
                "delete some of its points, or shorten its retention");
        return true;
    }

    /** A step of an action, with what every call to ARM takes. */
    Primitive.Builder step(Action action, String part, String type, RepeatClass repeat, Lane lane) {
        return Primitive.builder(action.id() + "." + part, type, repeat, lane, purpose)
                .actions(List.of(action.id()))
                .limits(List.of(write(lane)));
    }

    LimitUse write(Lane lane) {
        return LimitUse.one(AzureLimits.ARM_WRITES, principal(lane));
    }

    LimitUse delete(Lane lane) {
        return LimitUse.one(AzureLimits.ARM_DELETES, principal(lane));
    }

    /** The buckets of ARM count by subscription, region and principal; there is one principal for each purpose. */
    private String principal(Lane lane) {
        return lane.account() + "/" + ArmId.region(lane.region()) + "/" + purpose;
    }

    List<Permission> allowed(String resource, String... actions) {
        return List.of(actions).stream()
                .map(action -> new Permission(purpose, action, resource))
                .toList();
    }

    static List<Edge> after(Primitive... earlier) {
        return List.of(earlier).stream().map(step -> Edge.after(step.name())).toList();
    }

    LoweredGroup done() {
        return new LoweredGroup(primitives, sections, refusals, satisfied);
    }
}
