// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of mutating request: what happens when it arrives, and how what it did is found again. */
interface Verb {
    /** What the limits of the cloud count it by, beside the lane. */
    default @Nullable String subject(Primitive primitive) {
        return primitive.subject().isEmpty() ? null : primitive.subject();
    }

    /** How many things it counts for, where limits count things. */
    default int weight(Primitive primitive, Place place) {
        return 1;
    }

    /** What happens at the arrival. Refusals of the world pass through. */
    Answer perform(Call call, Arrival arrival, Place place);

    /** What can be seen of a trace. */
    List<Sighting> find(Trace trace, Look look);
}
