// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import dev.holdfast.testkit.world.Kind;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Rules;
import dev.holdfast.testkit.world.Work;
import dev.holdfast.testkit.world.limit.Limit;
import dev.holdfast.testkit.world.limit.LimitRule;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cloud like another one, but in a hurry. */
final class HurriedProfile implements CloudProfile {
    private final CloudProfile like;
    private final Hurry hurry;

    HurriedProfile(CloudProfile like, Hurry hurry) {
        this.like = like;
        this.hurry = hurry;
    }

    @Override
    public Hurry hurry() {
        return hurry;
    }

    @Override
    public List<LimitRule> limits() {
        return like.limits().stream()
                .map(rule -> new LimitRule(
                        rule.name(), rule.apis(), rule.scope(), limit(rule.limit()), rule.reason(), rule.weighted()))
                .toList();
    }

    private Limit limit(Limit limit) {
        if (limit instanceof Limit.Bucket bucket) {
            return new Limit.Bucket(bucket.capacity(), bucket.perSecond() * hurry.rates());
        } else if (limit instanceof Limit.Window window) {
            return new Limit.Window(window.count(), hurry.window(window.length()));
        } else if (limit instanceof Limit.Spacing spacing) {
            return new Limit.Spacing(hurry.window(spacing.pause()));
        } else if (limit instanceof Limit.Bandwidth width) {
            return new Limit.Bandwidth(width.bytesPerSecond() * hurry.rates());
        }
        return limit;
    }

    @Override
    public Duration invisible(Kind kind, Chance chance) {
        return hurry.work(like.invisible(kind, chance));
    }

    @Override
    public Duration takes(Work work, long bytes, Chance chance) {
        return hurry.work(like.takes(work, bytes, chance));
    }

    @Override
    public String name() {
        return like.name();
    }

    @Override
    public Semantics semantics() {
        return like.semantics();
    }

    @Override
    public Map<Action, Call> calls() {
        return like.calls();
    }

    @Override
    public String word(Kind kind, Lifecycle state) {
        return like.word(kind, state);
    }

    @Override
    public Rules rules() {
        return like.rules();
    }

    @Override
    public String newId(Kind kind, @Nullable String name, Chance chance) {
        return like.newId(kind, name, chance);
    }

    @Override
    public int shownProgress(Work work, int percent) {
        return like.shownProgress(work, percent);
    }

    @Override
    public Refusal refuse(Reason reason, String api, String detail) {
        return like.refuse(reason, api, detail);
    }
}
