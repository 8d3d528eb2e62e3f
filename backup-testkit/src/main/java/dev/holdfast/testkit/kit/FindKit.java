// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Looks for what calls made. */
abstract class FindKit extends Topic {
    private Primitive one(String id, ResourceId disk) {
        return hand().first(Purpose.PROTECT, take(id, List.of(disk)));
    }

    @Rule(value = "HF-FND-01", says = "Before a call a look shows nothing of ours.")
    void nothingIsShownBefore() {
        assertThat(hand().ours(one("a", harness().looseDisk()), hand().key())).isEmpty();
    }

    @Rule(value = "HF-FND-02", says = "A look never shows what another installation made.")
    void strangersAreNotShown() {
        Primitive primitive = one("a", harness().looseDisk());
        StepKey mine = hand().key(harness().installation(), 77, 1);
        StepKey other = hand().key("stranger", 77, 1);
        hand().finish(hand().start(primitive, other), other);
        assertThat(hand().seenNow(primitive, mine))
                .as("what is shown of %s, which only a stranger made", mine)
                .isEmpty();
    }

    @Rule(value = "HF-FND-03", says = "A look never shows what an earlier generation made.")
    void earlierGenerationsAreNotShown() {
        Primitive primitive = one("a", harness().looseDisk());
        StepKey first = hand().key(harness().installation(), 78, 1);
        StepKey second = hand().key(harness().installation(), 78, 2);
        hand().finish(hand().start(primitive, first), first);
        assertThat(hand().seenNow(primitive, second))
                .as("what is shown of %s, when only %s was sent", second, first)
                .isEmpty();
    }

    @Rule(value = "HF-FND-04", says = "One look answers for several traces, each by its own key.")
    void severalAreLookedForTogether() {
        Primitive one = one("a", harness().looseDisk());
        Primitive two = one("b", harness().otherDisk());
        Assumptions.assumeTrue(provider().finding(one).batch() > 1, "a look serves one trace here");
        StepKey first = hand().key();
        StepKey second = hand().key();
        String made = id(hand().finish(hand().start(one, first), first));
        String other = id(hand().finish(hand().start(two, second), second));
        hand().seenNow(one, first);
        Map<StepKey, String> shown = new HashMap<>();
        for (Sighting sighting : hand().find(List.of(hand().trace(one, first), hand().trace(two, second)))) {
            if (sighting instanceof Sighting.Ours ours) {
                shown.put(ours.key(), ours.cloudId());
            }
        }
        assertThat(shown).as("what one look for two traces shows").isEqualTo(Map.of(first, made, second, other));
    }

    @Rule(value = "HF-FND-05", says = "What is found in work can be watched to its end.")
    void whatIsFoundInWorkIsWatched() {
        InWork begun = begin("a", harness().looseDisk());
        Primitive primitive = begun.primitive();
        StepKey key = begun.key();
        List<Sighting.Ours> seen = hand().seen(primitive, key);
        assertThat(seen).as("what is found of %s", primitive).hasSize(1);
        RemoteTask task = seen.get(0).task();
        if (task != null) {
            hand().finish(task, key);
        }
        assertThat(hand().ours(primitive, key))
                .as("what is found once it is done")
                .allMatch(ours -> ours.task() == null);
    }

    @Rule(value = "HF-FND-06", says = "What is found when it is done gives the outputs that watching it gave.")
    void whatIsFoundGivesTheSameOutputs() {
        Primitive primitive = one("a", harness().looseDisk());
        StepKey key = hand().key();
        Hand.Result result = hand().finish(hand().start(primitive, key), key);
        assertThat(hand().seen(primitive, key)).singleElement().satisfies(ours -> {
            assertThat(ours.outputs()).as("the outputs of what was found").isEqualTo(result.outputs());
            assertThat(ours.members()).as("the members of what was found").isEqualTo(result.members());
        });
    }

    @Rule(value = "HF-FND-07", says = "A look that showed everything says that it is complete, on its last page.")
    void looksAreComplete() {
        Primitive primitive = one("a", harness().looseDisk());
        String cursor = null;
        FindPage page;
        do {
            page = provider()
                    .find(
                            List.of(hand().trace(primitive, hand().key())),
                            cursor,
                            hand().context(provider().finding(primitive)));
            cursor = page.next();
        } while (cursor != null);
        assertThat(page.complete()).as("the look is complete").isTrue();
    }
}
