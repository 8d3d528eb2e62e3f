// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import org.junit.jupiter.api.Nested;

/**
 * All rules for stores. Extend it, supply a harness, and run it as any JUnit test:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreCompatibilityKit {
 *     @Override
 *     protected StoreHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Rules that need more than the harness offers are skipped with the reason; the report at the end counts them. Long
 * rules take a sample unless run with {@code -Dholdfast.proof=full}, and print how much they did.
 */
public abstract class StoreCompatibilityKit extends RuledKit {
    /** For those who extend it. */
    protected StoreCompatibilityKit() {}

    /** Makes a harness for one rule, with data of its own, empty. The kit closes it. */
    protected abstract StoreHarness harness();

    @Nested
    final class Writes extends StoreWriteKit {}

    @Nested
    final class Sets extends StoreSetKit {}

    @Nested
    final class Claims extends StoreClaimKit {}

    @Nested
    final class Reads extends StoreReadKit {}

    @Nested
    final class Feeds extends StoreFeedKit {}

    @Nested
    final class Evidence extends StoreEvidenceKit {}

    @Nested
    final class Texts extends StoreTextKit {}

    @Nested
    final class Hosts extends StoreHostsKit {}

    @Nested
    final class Archives extends StoreArchiveKit {}

    @Nested
    final class Forms extends StoreFormKit {}

    @Nested
    final class Crashes extends StoreCrashKit {}
}
