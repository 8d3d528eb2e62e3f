// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.each;
import static dev.holdfast.testkit.broken.Broken.finds;
import static dev.holdfast.testkit.broken.Broken.remembering;
import static dev.holdfast.testkit.broken.Broken.sightings;
import static dev.holdfast.testkit.broken.Broken.starts;
import static dev.holdfast.testkit.broken.Broken.wrapped;
import static dev.holdfast.testkit.broken.BrokenLooks.phantom;
import static dev.holdfast.testkit.broken.Calls.rekeyed;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors that show when a call is repeated, or might be. */
final class BrokenRepeats {
    private BrokenRepeats() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(remembering("HF-RPT-01", "sends another token each time", () -> {
                    int[] count = {1_000};
                    return starts(
                            "",
                            "",
                            (call, context, good) -> good.start(
                                    call.primitive().product() == ProductKind.SNAPSHOT
                                            ? rekeyed(call, count[0]++)
                                            : call,
                                    context));
                })
                .on(CloudProfile.aliyun())
                .and("HF-RPT-14"));
        all.add(finds(
                        "HF-RPT-02",
                        "finds nothing by a token's mark",
                        (traces, cursor, context, good) ->
                                traces.get(0).primitive().repeat() == RepeatClass.TOKEN
                                        ? new FindPage(List.of(), null, true)
                                        : good.find(traces, cursor, context))
                .on(CloudProfile.aliyun())
                .and("HF-FND-04", "HF-FND-05", "HF-FND-06"));
        all.add(sightings(
                        "HF-RPT-03",
                        "finds another id",
                        (trace, seen) -> seen instanceof Sighting.Ours ours
                                        && trace.primitive().product() == ProductKind.SNAPSHOT
                                ? new Sighting.Ours(ours.key(), "other", ours.task(), ours.outputs(), ours.members())
                                : seen)
                .on(CloudProfile.azure()));
        all.add(sightings(
                        "HF-RPT-04",
                        "takes a stranger's thing for its own",
                        (trace, seen) -> seen instanceof Sighting.Foreign foreign
                                ? new Sighting.Ours(
                                        foreign.key(), foreign.cloudId(), null, Payload.Fields.EMPTY, List.of())
                                : seen)
                .on(CloudProfile.azure()));
        all.add(starts("HF-RPT-05", "takes another name when one is taken", (call, context, good) -> {
                    try {
                        return good.start(call, context);
                    } catch (CallFailure failure) {
                        if (failure.kind() == FailureKind.TAKEN) {
                            return good.start(rekeyed(call, 1_000), context);
                        }
                        throw failure;
                    }
                })
                .on(CloudProfile.azure()));
        all.add(sightings(
                "HF-RPT-06",
                "loses a member of a set",
                (trace, seen) ->
                        seen instanceof Sighting.Ours ours && ours.members().size() > 1
                                ? new Sighting.Ours(
                                        ours.key(),
                                        ours.cloudId(),
                                        ours.task(),
                                        ours.outputs(),
                                        ours.members().subList(0, 1))
                                : seen));
        all.add(finds("HF-RPT-07", "hides twins", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            Map<StepKey, Sighting> first = new LinkedHashMap<>();
            right.sightings().forEach(sighting -> first.putIfAbsent(sighting.key(), sighting));
            return new FindPage(List.copyOf(first.values()), right.next(), right.complete());
        }));
        all.add(sightings(
                "HF-RPT-08",
                "does not see that a goal is reached",
                (trace, seen) -> trace.primitive().type().equals("ec2:StopInstances") && seen instanceof Sighting.Ours
                        ? null
                        : seen));
        all.add(sightings(
                "HF-RPT-09",
                "fails to delete what is gone",
                (trace, seen) -> trace.primitive().type().equals("ec2:DeleteSnapshot")
                        ? new Sighting.Gone(seen.key(), "snapshot")
                        : seen));
        all.add(sightings(
                "HF-RPT-10",
                "does not see that its target is gone",
                (trace, seen) -> seen instanceof Sighting.Gone ? null : seen));
        all.add(sightings(
                        "HF-RPT-11",
                        "does not read its guard",
                        (trace, seen) -> seen instanceof Sighting.Unmet ? null : seen)
                .on(CloudProfile.aliyun()));
        all.add(each(
                        "HF-RPT-12",
                        "names no guard",
                        Action.RollBackDisk.class,
                        primitive ->
                                primitive.toBuilder().expectations(List.of()).build())
                .on(CloudProfile.aliyun()));
        all.add(finds(
                "HF-RPT-13",
                "claims a command that was never sent",
                (traces, cursor, context, good) -> traces.get(0).primitive().repeat() == RepeatClass.ONCE
                        ? phantom(traces.get(0))
                        : good.find(traces, cursor, context)));
        all.add(wrapped("HF-RPT-14", "does not look for what it lost", provider -> losing(provider, false)));
        all.add(wrapped("HF-RPT-15", "imagines what it lost", provider -> losing(provider, true)));
        return all;
    }

    private static BackupProvider losing(BackupProvider provider, boolean imagining) {
        return new Forwarding(provider) {
            private boolean lost;

            @Override
            public Answer start(Call call, CallContext context) {
                try {
                    return good.start(call, context);
                } catch (CallFailure failure) {
                    lost |= failure.effect() == CallFailure.Effect.POSSIBLE;
                    throw failure;
                }
            }

            @Override
            public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
                FindPage right = good.find(traces, cursor, context);
                if (!lost) {
                    return right;
                }
                return imagining
                        ? right.sightings().isEmpty() ? phantom(traces.get(0)) : right
                        : new FindPage(List.of(), null, true);
            }
        };
    }
}
