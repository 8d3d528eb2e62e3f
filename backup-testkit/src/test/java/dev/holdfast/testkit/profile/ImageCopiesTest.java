// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.NewCopy;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.request.Reason;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ImageCopiesTest {
    @Test
    void anImageCopyThatIsRefusedForOneDiskMakesNothingForTheOthers() {
        Cloud cloud = new Cloud(CloudProfile.aliyun());
        Machine database = cloud.database();
        Image image = cloud.ok(
                cloud.envelope("west", Action.CREATE_IMAGE),
                a -> cloud.west.images().create(a, database.id(), "img"));
        cloud.settle();
        String last = Objects.requireNonNull(image.members().get(2).snapshot());
        Snapshot running = cloud.ok(
                cloud.envelope("east", Action.COPY_SNAPSHOT),
                a -> cloud.east.copies().create(a, NewCopy.of("west", last, null)));

        Reason refused = cloud.refused(
                cloud.envelope("east", Action.COPY_IMAGE),
                a -> cloud.east.images().copy(a, "west", image.id(), "copy", null));

        assertThat(refused).isEqualTo(Reason.BUSY);
        assertThat(cloud.east.snapshots().shelf().actual()).containsExactly(running);
        assertThat(cloud.east.images().shelf().actual()).isEmpty();
    }
}
