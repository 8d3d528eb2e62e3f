// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import org.junit.jupiter.api.Nested;

/**
 * All rules for providers. Extend it, supply a harness, and run it as any JUnit test:
 *
 * <pre>{@code
 * class MyProviderTest extends ProviderCompatibilityKit {
 *     @Override
 *     protected ProviderHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Rules of facets that the provider does not build, and rules that need more than the harness offers, are skipped
 * with the reason; the report at the end counts them. What a facet that is not built owes is checked by {@code
 * HF-LWR-11}: its actions are refused.
 */
public abstract class ProviderCompatibilityKit extends RuledKit {
    /** For those who extend it. */
    protected ProviderCompatibilityKit() {}

    /** Makes a harness for one rule: a cloud as it was at the beginning. The kit closes it. */
    protected abstract ProviderHarness harness();

    @Nested
    final class Lowerings extends LoweringKit {}

    @Nested
    final class Reads extends ReadKit {}

    @Nested
    final class Snapshots extends SnapshotKit {}

    @Nested
    final class Copies extends CopyKit {}

    @Nested
    final class Restores extends RestoreKit {}

    @Nested
    final class Repeats extends RepeatKit {}

    @Nested
    final class Finds extends FindKit {}

    @Nested
    final class Observations extends ObserveKit {}

    @Nested
    final class Failures extends FailureKit {}
}
