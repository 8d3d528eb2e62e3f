// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.Section;
import java.util.ArrayList;
import java.util.List;

/** What a group of actions takes, as far as it has been worked out. */
final class Draft {
    private final List<Primitive> primitives = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> satisfied = new ArrayList<>();

    void add(Primitive primitive) {
        primitives.add(primitive);
    }

    void add(Section section) {
        sections.add(section);
    }

    void refuse(String action, FailureKind kind, String what, String why, String cure) {
        refusals.add(new Refusal(action, new Failure(kind, what, why, cure)));
    }

    void satisfied(String action) {
        satisfied.add(action);
    }

    LoweredGroup done() {
        return new LoweredGroup(primitives, sections, refusals, satisfied);
    }
}
