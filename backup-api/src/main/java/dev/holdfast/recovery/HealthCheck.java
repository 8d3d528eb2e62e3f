// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import java.time.Duration;
import java.util.Objects;

/**
 * How to tell that a recovered machine serves.
 *
 * @param kind what is done
 * @param port the TCP port, or 0 for a host action
 * @param target the HTTP path or the name of the host action; empty for TCP
 * @param within how long the machine may take until the check passes
 */
public record HealthCheck(Kind kind, int port, String target, Duration within) {
    /** How long a check may take to pass unless told otherwise: 10 minutes. */
    public static final Duration DEFAULT_WITHIN = Duration.ofMinutes(10);

    /** The longest time a check may take to pass: a day. */
    public static final Duration LONGEST_WITHIN = Duration.ofDays(1);

    /** What a check does. This list grows. */
    public enum Kind {
        /** A TCP connection is accepted. */
        TCP,
        /** An HTTP GET is answered with a 2xx status. */
        HTTP,
        /** An action that the application registered under this name succeeds. */
        HOST_ACTION
    }

    /**
     * Checks the parts.
     *
     * @param kind what is done
     * @param port the TCP port, or 0 for a host action
     * @param target the HTTP path or the name of the host action; empty for TCP
     * @param within how long the machine may take until the check passes
     * @throws IllegalArgumentException if the port is out of range, a target is missing, or the time is not positive or
     *     above {@link #LONGEST_WITHIN}
     */
    public HealthCheck {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
        if (kind == Kind.HOST_ACTION && port != 0) {
            throw new IllegalArgumentException("A health check by host action takes no port but has " + port);
        }
        if (kind != Kind.HOST_ACTION && (port < 1 || port > 65535)) {
            throw new IllegalArgumentException("A health check needs a port between 1 and 65535 but has " + port);
        }
        if (kind == Kind.HTTP && !target.startsWith("/")) {
            throw new IllegalArgumentException("The path of an HTTP health check begins with '/'");
        }
        if (kind == Kind.HOST_ACTION && target.isBlank()) {
            throw new IllegalArgumentException("A health check by host action needs the action's name");
        }
        if (within.isZero() || within.isNegative()) {
            throw new IllegalArgumentException("A health check needs a positive time but has " + within);
        }
        if (within.compareTo(LONGEST_WITHIN) > 0) {
            throw new IllegalArgumentException(
                    "A health check passes within a day at most, not " + within + ": a recovery waits for it");
        }
    }

    /**
     * A connection to a port.
     *
     * @param port the port
     * @return the check, passing within {@link #DEFAULT_WITHIN}
     */
    public static HealthCheck tcp(int port) {
        return new HealthCheck(Kind.TCP, port, "", DEFAULT_WITHIN);
    }

    /**
     * A GET request.
     *
     * @param port the port
     * @param path the path, beginning with {@code /}
     * @return the check, passing within {@link #DEFAULT_WITHIN}
     */
    public static HealthCheck http(int port, String path) {
        return new HealthCheck(Kind.HTTP, port, path, DEFAULT_WITHIN);
    }

    /**
     * An action of the application.
     *
     * @param name the name it is registered under
     * @return the check, passing within {@link #DEFAULT_WITHIN}
     */
    public static HealthCheck hostAction(String name) {
        return new HealthCheck(Kind.HOST_ACTION, 0, name, DEFAULT_WITHIN);
    }

    /**
     * The same with another time.
     *
     * @param value how long the machine may take
     * @return the check
     */
    public HealthCheck within(Duration value) {
        return new HealthCheck(kind, port, target, value);
    }
}
