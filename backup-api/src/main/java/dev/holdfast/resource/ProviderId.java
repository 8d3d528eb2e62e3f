// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a provider, such as {@code aws}, {@code aliyun}, {@code azure} or {@code simulated}.
 *
 * @param value 1 to 32 lower-case letters, digits and hyphens, beginning with a letter
 */
public record ProviderId(String value) implements Comparable<ProviderId> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /**
     * Checks the form.
     *
     * @param value 1 to 32 lower-case letters, digits and hyphens, beginning with a letter
     * @throws IllegalArgumentException if {@code value} has another form
     */
    public ProviderId {
        Objects.requireNonNull(value, "value");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Provider id '" + Text.shown(value)
                    + "' is not usable: write 1 to 32 lower-case letters, digits or hyphens, beginning with a letter");
        }
    }

    /**
     * The id of that name.
     *
     * @param value the name
     * @return the id
     * @throws IllegalArgumentException if {@code value} has another form
     */
    public static ProviderId of(String value) {
        return new ProviderId(value);
    }

    @Override
    public int compareTo(ProviderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
