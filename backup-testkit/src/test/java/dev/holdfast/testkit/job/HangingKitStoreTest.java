// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A kit store that never answers, on threads of its own. */
class HangingKitStoreTest {
    private static final class Hanging implements KitStore {
        final CountDownLatch over = new CountDownLatch(1);
        private final KitStore kit = KitStore.inMemory();

        private void hang() {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Optional<Kit> get() {
            hang();
            return kit.get();
        }

        @Override
        public boolean put(long expected, String text) {
            hang();
            return kit.put(expected, text);
        }

        @Override
        public String name() {
            return "hanging";
        }
    }

    @Test
    void oneOfThreeThatHangsHoldsNothingUp() {
        Shop shop = new Shop(CloudProfile.aws());
        Hanging hanging = new Hanging();
        KitStore one = KitStore.inMemory();
        KitStore two = KitStore.inMemory();
        try (Holdfast holdfast = Holdfast.builder()
                .installation("shop")
                .provider(shop.cloud.provider())
                .store(Store.inMemory())
                .kitStore(one)
                .kitStore(hanging)
                .kitStore(two)
                .trust(shop.trust)
                .build()) {
            holdfast.start();
            holdfast.plans().save(shop.plan());
            holdfast.plans().save(shop.plan());
            assertThat(one.get().orElseThrow().text()).contains("\"web-2\"");
            assertThat(two.get().orElseThrow().text())
                    .isEqualTo(one.get().orElseThrow().text());
            hanging.over.countDown();
        }
    }
}
