// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Request;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.proof.Proof;
import dev.holdfast.testkit.simulated.SimulatedFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with what one asks for, an error names the place and the cure, and nothing has happened: no request
 * took effect; and where it can be told without asking the cloud, no operation was accepted.
 */
class BadInputTest {
    private static final Set<BadInput> REFUSED = new HashSet<>();

    static List<BadInput> inputs() {
        return Stream.of(
                        BadRequests.cycles(),
                        BadProviders.cycles(),
                        BadRequests.unknownPlaces(),
                        BadRequests.unknownThings(),
                        BadRequests.unsupported(),
                        BadProviders.unsupported(),
                        BadProviders.missing(),
                        BadProviders.twice(),
                        BadProviders.notLoaded(),
                        BadRequests.absurd(),
                        BadProviders.absurd())
                .flatMap(List::stream)
                .toList();
    }

    @AfterAll
    static void says() {
        Set<BadInput.Kind> kinds = new HashSet<>();
        REFUSED.forEach(input -> kinds.add(input.kind()));
        assertThat(kinds).containsExactlyInAnyOrder(BadInput.Kind.values());
        Proof.of("bad input", "inputs", 76).covered(inputs().size(), REFUSED.size());
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isRefusedWithPlaceAndCureBeforeAnythingHasHappened(BadInput input, @TempDir Path scratch)
            throws InterruptedException {
        Shop shop = new Shop(CloudProfile.aws());
        Shop.Host first = shop.host();
        first.holdfast().start();
        List<RecoveryPoint> points = first.holdfast()
                .submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        first.runtime().stop();
        WorldRuntime runtime = shop.cloud.runtime("second");
        Holdfast holdfast = Holdfast.builder()
                .installation("shop")
                .provider(input.provider().apply(shop.cloud.provider("second")))
                .store(shop.store)
                .kitStore(shop.kit)
                .trust(shop.trust)
                .runtime(runtime)
                .seed(2)
                .build();
        holdfast.start();
        int effects = shop.cloud.truth().effects().size();
        int operations = shop.store.recentOperations(100).size();

        String said;
        try {
            Request<?> request = Objects.requireNonNull(
                    input.attempt().in(new BadInput.Scene(shop, holdfast, points, scratch)), "nothing was refused");
            Outcome<?> outcome =
                    holdfast.submit(request).await(Duration.ofHours(1)).orElseThrow();
            assertThat(outcome.state()).isEqualTo(OperationState.FAILED);
            said = outcome.failures().toString();
        } catch (RuntimeException e) {
            said = String.valueOf(e.getMessage());
            assertThat(shop.store.recentOperations(100)).as("operations").hasSize(operations);
        }

        assertThat(said).contains(input.place()).contains(input.cure()).hasSizeLessThan(20_000);
        assertThat(shop.cloud.truth().effects()).as("requests that took effect").hasSize(effects);
        REFUSED.add(input);
    }

    @Test
    void aFactoryThatCannotBeLoadedHarmsNobodyElse(@TempDir Path scratch) {
        Shop shop = new Shop(CloudProfile.aws());
        ClassLoader loader =
                BadFactories.declaring(scratch, "com.example.NotThere", BadFactories.FailsWhenMade.class.getName());
        BadInput.Scene scene = new BadInput.Scene(shop, shop.host().holdfast(), List.of(), scratch);
        SimulatedFactory.Opening open = SimulatedFactory.open("unharmed", shop.cloud.world(), shop.cloud.profile());
        try {
            Holdfast holdfast = BadProviders.build(
                    scene,
                    builder -> builder.provider("simulated", Map.of(SimulatedFactory.CLOUD, "unharmed"))
                            .classLoader(loader));
            holdfast.start();

            assertThat(holdfast.submit(BadRequests.db(scene)).result()).hasSize(1);
        } finally {
            open.close();
        }
    }
}
