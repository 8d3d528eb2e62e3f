// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.request.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The error codes of one cloud: for a reason, or for a reason and an operation. */
final class Words {

    private record Word(String code, int status) {}

    private final Map<String, Word> words = new TreeMap<>();
    private @Nullable Duration retryAfter;

    Words say(Reason reason, String code, int status) {
        words.put(reason.name(), new Word(code, status));
        return this;
    }

    Words say(Reason reason, String api, String code, int status) {
        words.put(reason.name() + "|" + api, new Word(code, status));
        return this;
    }

    /** Throttles say when to come again. */
    Words retryAfter(Duration span) {
        retryAfter = span;
        return this;
    }

    Refusal refuse(Reason reason, String api, String detail) {
        Word word = words.getOrDefault(reason.name() + "|" + api, words.get(reason.name()));
        if (word == null) {
            throw new IllegalStateException("no word for " + reason);
        }
        return new Refusal(
                reason, word.code, word.status, api + ": " + detail, reason == Reason.THROTTLED ? retryAfter : null);
    }
}
