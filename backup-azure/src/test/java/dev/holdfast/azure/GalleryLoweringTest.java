// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images: versions of a gallery and their regions. */
class GalleryLoweringTest {
    private final Subscription world = new Subscription();

    @Test
    void anImageIsAVersionOfADefinitionOfItsMachine() {
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PROTECT,
                        new Action.TakeImage(
                                "i",
                                Subscription.POINT,
                                Subscription.VM,
                                List.of(Subscription.OS),
                                ConsistencyLevel.CRASH,
                                ConsistencyLevel.CRASH,
                                null))))
                .containsExactly(
                        "i.definition = compute:PutGalleryImage GOAL westus SUPPORT[][arm-writes]",
                        "i.version = compute:PutGalleryImageVersion NAMED westus IMAGE[FINISHED i.definition][arm-writes] completes [i] "
                                + "undo [compute:DeleteGalleryImageVersion]");
    }

    @Test
    void newAndLostRegionsOfAnImageBecomeOnePatchOfTheWholeList() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("West US", "northeurope"))));
        LoweredGroup lowered = world.lower(
                Purpose.PRUNE,
                new Action.CopyReplica(
                        "c",
                        Subscription.POINT,
                        Subscription.version(Subscription.WEST),
                        Subscription.EAST,
                        null,
                        null),
                new Action.DeleteReplica(
                        "d", Subscription.version(Location.of("azure", Subscription.ID, "northeurope"))));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "c.regions = compute:PatchGalleryImageVersionRegions GOAL westus NOTHING[][arm-writes] completes [c, d] "
                                + "undo [compute:PatchGalleryImageVersionRegions]");
        Primitive step = lowered.primitives().get(0);
        assertThat(step.arguments().items("add")).containsExactly(Payload.of("eastus"));
        assertThat(step.arguments().items("remove")).containsExactly(Payload.of("northeurope"));
        assertThat(step.expectations()).isEmpty();
    }

    @Test
    void aRegionThatIsThereNeedsNoRequestAndOneThatStaysIsNamed() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("westus", "East US"))));
        Action.CopyReplica there = new Action.CopyReplica(
                "c", Subscription.POINT, Subscription.version(Subscription.WEST), Subscription.EAST, null, null);
        assertThat(world.lower(Purpose.PROTECT, there))
                .isEqualTo(new LoweredGroup(List.of(), List.of(), List.of(), List.of("c")));
        LoweredGroup both = world.lower(
                Purpose.PRUNE, there, new Action.DeleteReplica("d", Subscription.version(Subscription.WEST)));
        assertThat(both.satisfied()).containsExactly("c");
        assertThat(both.primitives())
                .flatExtracting(Primitive::expectations)
                .containsExactly(Expectation.seen(Subscription.VERSION, "replicated to", "eastus"));
    }

    @Test
    void theLastReplicaOfAnImageGoesWithTheVersion() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("westus"))));
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PRUNE, new Action.DeleteReplica("d", Subscription.version(Subscription.WEST)))))
                .containsExactly(
                        "d.regions = compute:DeleteGalleryImageVersion GOAL westus NOTHING[][arm-deletes] completes [d]");
    }
}
