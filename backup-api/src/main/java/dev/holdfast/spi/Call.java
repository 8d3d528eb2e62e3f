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
 * @param seen what the look right before this send showed, where the class looks first: see {@link Sighting.Clear}
 */
public record Call(
        Primitive primitive, StepKey key, SortedMap<String, String> marks, Instant intendedAt, Payload.Fields seen) {
    /**
     * Copies the marks.
     *
     * @param primitive what to request; its references are resolved
     * @param key what to send as token, name or mark; the same in every send of a generation
     * @param marks the marks to set in this call where it makes something, by name
     * @param intendedAt when the intent of this generation was written
     * @param seen what the look right before this send showed
     */
    public Call {
        Objects.requireNonNull(primitive, "primitive");
        Objects.requireNonNull(key, "key");
        marks = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) marks));
        Objects.requireNonNull(intendedAt, "intendedAt");
        Objects.requireNonNull(seen, "seen");
    }
}
