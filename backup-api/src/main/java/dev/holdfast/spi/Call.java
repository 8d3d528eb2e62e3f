// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One change to be requested. The intent is durable when a provider sees it.
 *
 * @param primitive what to request; its references are resolved
 * @param key what to send as token, name or mark; the same in every send of a generation
 * @param marks the marks to set in this call where it makes something, by name
 * @param intendedAt when the intent of this generation was written
 */
public record Call(Primitive primitive, StepKey key, SortedMap<String, String> marks, Instant intendedAt) {
    /**
     * Copies the marks.
     *
     * @param primitive what to request; its references are resolved
     * @param key what to send as token, name or mark; the same in every send of a generation
     * @param marks the marks to set in this call where it makes something, by name
     * @param intendedAt when the intent of this generation was written
     */
    public Call {
        Objects.requireNonNull(primitive, "primitive");
        Objects.requireNonNull(key, "key");
        marks = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) marks));
        Objects.requireNonNull(intendedAt, "intendedAt");
    }
}
