// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.bytes.Content;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Images in work. */
final class ImageTasks {
    private ImageTasks() {}

    /** An image that only supports a launch stands on snapshots that are not its own. */
    static RemoteTask task(Lane lane, String image, ProductKind product) {
        return RemoteTask.of(Tasks.IMAGE, lane, image, Payload.Fields.EMPTY.with("product", product.name()));
    }

    static Payload.Fields outputs(Image image) {
        long stored = 0;
        long size = 0;
        for (Image.Member member : image.members()) {
            stored += member.content().storedBlocks() * Content.BLOCK;
            size += member.content().size();
        }
        return Payload.Fields.EMPTY
                .with("id", image.id())
                .with("bytes", stored)
                .with("diskBytes", size)
                .with("moment", new Payload.Time(image.createdAt()));
    }

    static Sighting sighting(Trace trace, Image image) {
        boolean done = image.state() == Lifecycle.READY;
        return new Sighting.Ours(
                trace.key(),
                image.id(),
                done
                        ? null
                        : task(
                                trace.primitive().watchLane(),
                                image.id(),
                                trace.primitive().product()),
                done ? outputs(image) : Payload.Fields.EMPTY,
                List.of());
    }

    static Observation observe(RemoteTask task, Place place) {
        Optional<Image> found = place.region().images().shelf().describe(place.account(), task.id());
        if (found.isEmpty()) {
            return new Observation.Missing();
        }
        Image image = found.get();
        return switch (image.state()) {
            case CREATING -> new Observation.Running(place.percent(image.job()), Duration.ZERO);
            case READY -> new Observation.Done(outputs(image), List.of());
            default ->
                new Observation.Failed(
                        SnapshotTasks.failure("Cannot make image " + image.id(), image.job()),
                        List.of(new LeftBehind(
                                task.lane(), ProductKind.valueOf(task.details().text("product")), image.id())));
        };
    }
}
