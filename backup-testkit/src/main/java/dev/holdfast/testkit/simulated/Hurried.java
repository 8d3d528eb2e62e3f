// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.testkit.profile.Hurry;
import java.time.Duration;
import java.util.List;

/** What the provider of a cloud in a hurry declares. */
final class Hurried {
    /** Slow machines make no work suspicious, nor get it parked. */
    private static final Duration LEAST_SUSPICIOUS = Duration.ofSeconds(10);

    private static final Duration LEAST_LAST = Duration.ofMinutes(2);

    private final Hurry hurry;

    Hurried(Hurry hurry) {
        this.hurry = hurry;
    }

    private boolean asUsual() {
        return hurry.equals(Hurry.NONE);
    }

    List<Limit> limits(List<Limit> limits) {
        return asUsual() ? limits : limits.stream().map(this::limit).toList();
    }

    private Limit limit(Limit limit) {
        long amount = limit.kind() == Limit.Kind.BANDWIDTH ? limit.amount() * hurry.rates() : limit.amount();
        Duration per = limit.kind() == Limit.Kind.BUCKET ? hurry.refill(limit.per()) : hurry.window(limit.per());
        return new Limit(limit.name(), limit.scope(), limit.kind(), amount, per, limit.source());
    }

    ReadProfile profile(Looking looking) {
        ReadProfile profile = looking.profile();
        return asUsual()
                ? profile
                : new ReadProfile(
                        profile.batch(),
                        profile.limits(),
                        hurry.look(profile.leastInterval()),
                        hurry.visible(profile.visibility()),
                        profile.deadline());
    }

    Lowering lowering(Lowering lowering) {
        if (asUsual()) {
            return lowering;
        }
        return new Lowering() {
            @Override
            public int version() {
                return lowering.version();
            }

            @Override
            public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
                return lowering.needs(group, known);
            }

            @Override
            public LoweredGroup lower(ActionGroup group, Facts facts) {
                LoweredGroup lowered = lowering.lower(group, facts);
                return new LoweredGroup(
                        primitives(lowered.primitives()), lowered.sections(), lowered.refusals(), lowered.satisfied());
            }
        };
    }

    private List<Primitive> primitives(List<Primitive> primitives) {
        return primitives.stream()
                .map(primitive -> primitive.toBuilder()
                        .duration(expected(primitive.duration()))
                        .undo(primitives(primitive.undo()))
                        .build())
                .toList();
    }

    private Expected expected(Expected like) {
        if (like.equals(Expected.AT_ONCE)) {
            return like;
        }
        Duration usual = hurry.work(like.usual());
        Duration suspicious = longest(usual, hurry.work(like.suspicious()), LEAST_SUSPICIOUS);
        return new Expected(usual, suspicious, longest(suspicious, hurry.work(like.last()), LEAST_LAST));
    }

    private static Duration longest(Duration one, Duration two, Duration three) {
        Duration longer = one.compareTo(two) < 0 ? two : one;
        return longer.compareTo(three) < 0 ? three : longer;
    }
}
