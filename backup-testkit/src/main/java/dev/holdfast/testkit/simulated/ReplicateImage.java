// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import java.util.Optional;

/** Has an image version appear in another region, under the id that it has. */
final class ReplicateImage implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        Image image = place.world()
                .region(Arguments.text(primitive, "toRegion"))
                .images()
                .replicate(arrival, Arguments.text(primitive, "fromRegion"), Arguments.text(primitive, "image"));
        return new Answer.Started(ImageTasks.task(primitive.watchLane(), image.id(), primitive.product()));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        Place place = look.place();
        String id = Arguments.text(primitive, "image");
        Optional<Image> there = place.world()
                .region(Arguments.text(primitive, "toRegion"))
                .images()
                .shelf()
                .describe(place.account(), id);
        if (there.isPresent()) {
            return List.of(ImageTasks.sighting(trace, there.get()));
        }
        boolean home = place.world()
                .region(Arguments.text(primitive, "fromRegion"))
                .images()
                .shelf()
                .describe(place.account(), id)
                .isPresent();
        return home ? List.of() : Goals.gone(trace, "image " + id);
    }
}
