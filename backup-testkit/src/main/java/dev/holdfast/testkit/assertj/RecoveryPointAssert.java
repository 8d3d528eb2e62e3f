// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.assertj;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.Replica;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a recovery point. */
public final class RecoveryPointAssert extends AbstractAssert<RecoveryPointAssert, RecoveryPoint> {
    RecoveryPointAssert(@Nullable RecoveryPoint actual) {
        super(actual, RecoveryPointAssert.class);
    }

    private RecoveryPoint point() {
        isNotNull();
        return actual;
    }

    /** Fails if a part of it is missing. */
    public RecoveryPointAssert isComplete() {
        if (!point().complete()) {
            failWithMessage("Expected recovery point %s to be complete, but a part of it is missing", point().id());
        }
        return this;
    }

    /** Fails unless one can recover from it after such a loss. */
    public RecoveryPointAssert isGoodFor(Loss loss) {
        if (!point().goodFor(loss)) {
            failWithMessage(
                    "Expected recovery point %s to be good after loss of the %s, but its replicas are%n  %s",
                    point().id(), loss, point().replicas());
        }
        return this;
    }

    /** Fails unless it got this consistency. */
    public RecoveryPointAssert hasConsistency(ConsistencyLevel level) {
        if (point().got() != level) {
            failWithMessage(
                    "Expected recovery point %s to have got %s, but it got %s", point().id(), level, point().got());
        }
        return this;
    }

    /** Fails unless it has a replica in this region. */
    public RecoveryPointAssert liesIn(String region) {
        List<String> regions = point().replicas().stream()
                .map(Replica::location)
                .map(at -> at.region())
                .distinct()
                .toList();
        if (!regions.contains(region)) {
            failWithMessage(
                    "Expected recovery point %s to lie in %s, but it lies in %s", point().id(), region, regions);
        }
        return this;
    }
}
