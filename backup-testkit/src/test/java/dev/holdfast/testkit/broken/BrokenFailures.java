// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.items;
import static dev.holdfast.testkit.broken.Broken.lowers;
import static dev.holdfast.testkit.broken.Broken.refusals;
import static dev.holdfast.testkit.broken.Broken.starts;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import java.util.ArrayList;
import java.util.List;

/** Errors in how failures are told, and in what protects from deletion. */
final class BrokenFailures {
    private BrokenFailures() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(refusals(
                "HF-FLR-01",
                "names an unknown limit",
                failure -> failure.kind() == FailureKind.THROTTLED
                                && String.valueOf(failure.getMessage()).contains("script")
                        ? copy(failure, failure.kind(), failure.effect())
                                .limit("unknown")
                                .build()
                        : failure));
        all.add(refusals(
                        "HF-FLR-02",
                        "calls a lost answer surely without effect",
                        failure -> failure.effect() == CallFailure.Effect.POSSIBLE
                                ? copy(failure, failure.kind(), CallFailure.Effect.NONE)
                                        .build()
                                : failure)
                .and("HF-RPT-14", "HF-RPT-15"));
        all.add(refusals(
                "HF-FLR-03",
                "calls gone things invalid",
                failure -> failure.kind() == FailureKind.GONE
                        ? copy(failure, FailureKind.INVALID, failure.effect()).build()
                        : failure));
        all.add(refusals(
                "HF-FLR-04",
                "does not recognise an unknown request",
                failure -> failure.kind() == FailureKind.UNSUPPORTED
                        ? copy(failure, FailureKind.UNRECOGNISED, failure.effect())
                                .build()
                        : failure));
        all.add(wrapped("HF-FLR-05", "prices looks for anything", provider -> new Forwarding(provider) {
            @Override
            public ReadProfile finding(Primitive primitive) {
                try {
                    return good.finding(primitive);
                } catch (IllegalArgumentException e) {
                    return good.reading(new FactQuery.Disks(primitive.lane(), List.of("x")));
                }
            }
        }));
        all.add(lowers("HF-FLR-06", "writes user data into its requests", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            Secret secret = group.actions().get(0) instanceof Action.RecoverMachine recover
                    ? recover.spec().userData()
                    : null;
            return secret == null
                    ? right
                    : new LoweredGroup(
                            right.primitives().stream()
                                    .map(each ->
                                            each.withArguments(each.arguments().with("userData", secret.reveal())))
                                    .toList(),
                            right.sections(),
                            right.refusals(),
                            right.satisfied());
        }));
        all.add(refusals(
                "HF-FLR-07",
                "names no limit of a quota",
                failure -> failure.limit() != null
                                && !String.valueOf(failure.getMessage()).contains("script")
                        ? copy(failure, failure.kind(), failure.effect())
                                .limit(null)
                                .build()
                        : failure));
        all.add(wrapped("HF-FLR-08", "cannot be closed twice", provider -> new Forwarding(provider) {
            private boolean closed;

            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed already");
                }
                closed = true;
            }
        }));
        all.add(starts(
                        "HF-DEL-01",
                        "deletes nothing",
                        (call, context, good) -> call.primitive().type().equals("ec2:DeleteSnapshot")
                                ? Answer.done()
                                : good.start(call, context))
                .and("HF-DEL-03"));
        all.add(refusals(
                "HF-DEL-02",
                "calls what is in use busy",
                failure -> failure.code().equals("VolumeInUse")
                        ? copy(failure, FailureKind.BUSY, failure.effect()).build()
                        : failure));
        all.add(items(
                "HF-DEL-03",
                "shows no locks",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.toBuilder().lock(null).build())
                        .toList()));
        all.add(starts(
                "HF-DEL-04",
                "changes no marks",
                (call, context, good) ->
                        call.primitive().type().equals("ec2:CreateTags") ? Answer.done() : good.start(call, context)));
        return all;
    }

    private static CallFailure.Builder copy(CallFailure failure, FailureKind kind, CallFailure.Effect effect) {
        return CallFailure.builder(kind, effect, String.valueOf(failure.getMessage()))
                .code(failure.code())
                .limit(failure.limit())
                .limitKey(failure.limitKey());
    }
}
