// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Images;
import dev.holdfast.testkit.world.NewImage;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.ArrayList;
import java.util.List;

/** Makes an image: of a machine, over snapshots, or from an image elsewhere. Its name is ours in each case. */
final class MakeImage implements Verb {
    /** From what. */
    enum From {
        /** A machine. */
        MACHINE,
        /** Snapshots. */
        SNAPSHOTS,
        /** An image of another region. */
        IMAGE
    }

    private final From from;

    MakeImage(From from) {
        this.from = from;
    }

    /** A copy of an image counts as the copies of its snapshots. */
    @Override
    public int weight(Primitive primitive, Place place) {
        if (from != From.IMAGE) {
            return 1;
        }
        Image image = place.world()
                .region(Arguments.text(primitive, "fromRegion"))
                .images()
                .shelf()
                .actual(Arguments.text(primitive, "image"));
        return image == null ? 1 : Math.max(1, image.members().size());
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = place.once(call, arrival, () -> make(call, arrival, place).id());
        return new Answer.Started(ImageTasks.task(primitive.watchLane(), id, primitive.product()));
    }

    private Image make(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String name = Names.name(call.key());
        Images images = place.region().images();
        return switch (from) {
            case MACHINE -> images.create(arrival, Arguments.text(primitive, "machine"), name);
            case SNAPSHOTS -> images.register(arrival, new NewImage(name, null, members(primitive)));
            case IMAGE ->
                place.world()
                        .region(Arguments.text(primitive, "toRegion"))
                        .images()
                        .copy(
                                arrival,
                                Arguments.text(primitive, "fromRegion"),
                                Arguments.text(primitive, "image"),
                                name,
                                Arguments.optional(primitive, "key"));
        };
    }

    private static List<NewImage.Member> members(Primitive primitive) {
        List<NewImage.Member> members = new ArrayList<>();
        for (Payload.Fields disk : Arguments.fields(primitive, "disks")) {
            members.add(new NewImage.Member(disk.text("device"), disk.truth("boot"), disk.text("snapshot")));
        }
        return members;
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        var shelf = look.place().region().images().shelf();
        List<Sighting> sightings = new ArrayList<>();
        if (trace.primitive().repeat() != RepeatClass.NAMED) {
            look.carrying(shelf, Image.class, trace.key())
                    .forEach(image -> sightings.add(ImageTasks.sighting(trace, image)));
            return sightings;
        }
        String name = Names.name(trace.key());
        for (Image image :
                shelf.list(look.place().account(), each -> each.name().equals(name))) {
            sightings.add(
                    Names.carries(image, trace.key())
                            ? ImageTasks.sighting(trace, image)
                            : new Sighting.Foreign(trace.key(), image.id(), "another image"));
        }
        return sightings;
    }
}
