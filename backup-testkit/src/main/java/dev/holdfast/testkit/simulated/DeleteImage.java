// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;

/** Deletes an image, with the snapshots that only it stands on if so asked. */
final class DeleteImage implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        place.region()
                .images()
                .deregister(
                        arrival,
                        Arguments.text(primitive, "image"),
                        primitive.arguments().truth("snapshotsToo"));
        return Answer.done();
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        String id = Arguments.text(trace.primitive(), "image");
        boolean there = look.place()
                .region()
                .images()
                .shelf()
                .describe(look.place().account(), id)
                .isPresent();
        return there ? List.of() : Goals.reached(trace, "", Payload.Fields.EMPTY);
    }
}
