// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.testkit.world.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of a cloud's refusals. The first row that fits counts, so narrow rows stand first. */
final class Meanings {
    private record Row(
            String code,
            @Nullable String api,
            @Nullable String says,
            FailureKind kind,
            @Nullable String limit) {
        boolean fits(Refusal refusal, String called) {
            String message = refusal.getMessage();
            return (code.endsWith("*")
                            ? refusal.code().startsWith(code.substring(0, code.length() - 1))
                            : code.equals(refusal.code()))
                    && (api == null || api.equals(called))
                    && (says == null || (message != null && message.contains(says)));
        }
    }

    private final List<Row> rows = new ArrayList<>();

    Meanings is(String code, FailureKind kind) {
        rows.add(new Row(code, null, null, kind, null));
        return this;
    }

    Meanings limit(String code, FailureKind kind, String limit) {
        rows.add(new Row(code, null, null, kind, limit));
        return this;
    }

    Meanings of(String api, String code, FailureKind kind) {
        rows.add(new Row(code, api, null, kind, null));
        return this;
    }

    Meanings of(String api, String code, FailureKind kind, String limit) {
        rows.add(new Row(code, api, null, kind, limit));
        return this;
    }

    Meanings saying(String code, String says, FailureKind kind) {
        rows.add(new Row(code, null, says, kind, null));
        return this;
    }

    Meanings saying(String code, String says, FailureKind kind, String limit) {
        rows.add(new Row(code, null, says, kind, limit));
        return this;
    }

    CallFailure of(Refusal refusal, String api) {
        String message = String.valueOf(refusal.getMessage());
        for (Row row : rows) {
            if (row.fits(refusal, api)) {
                return CallFailure.builder(row.kind, CallFailure.Effect.NONE, message)
                        .code(refusal.code())
                        .limit(row.limit)
                        .retryAfter(refusal.retryAfter())
                        .build();
            }
        }
        boolean broken = refusal.status() >= 500;
        return CallFailure.builder(
                        broken ? FailureKind.TRANSIENT : FailureKind.UNRECOGNISED, CallFailure.Effect.POSSIBLE, message)
                .code(refusal.code())
                .retryAfter(refusal.retryAfter())
                .build();
    }
}
