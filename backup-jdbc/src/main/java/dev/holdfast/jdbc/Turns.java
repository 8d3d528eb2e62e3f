// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The turns that are out on this host. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Cluster.Host host;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<LaneTurn> out = new HashSet<>();
    private boolean leaving;

    Turns(Cluster.Host host) {
        this.host = host;
    }

    /**
     * Hands a turn to the host, unless it is leaving.
     *
     * @return false if it is leaving, or the host has thrown
     */
    boolean begin(LaneTurn turn) {
        lock.lock();
        try {
            if (leaving) {
                return false;
            }
            out.add(turn);
            // Under the lock, so that no turn begins after the host was asked to drain.
            host.begin(turn);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error("The host failed to begin turn {} of {}", turn.number(), turn.lane(), e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** A turn is over, and its lane given back if it could be. */
    void ended(LaneTurn turn) {
        lock.lock();
        try {
            out.remove(turn);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a turn is out on this host. */
    boolean has(String lane, long number) {
        return all().stream()
                .anyMatch(turn -> turn.number() == number && turn.lane().equals(lane));
    }

    List<LaneTurn> all() {
        lock.lock();
        try {
            return new ArrayList<>(out);
        } finally {
            lock.unlock();
        }
    }

    /** No turn begins from now on; those that are out are asked to end. */
    void drain() {
        lock.lock();
        try {
            leaving = true;
        } finally {
            lock.unlock();
        }
        try {
            host.drain();
        } catch (RuntimeException e) {
            LOG.error("The host failed to drain; its turns are waited for all the same", e);
        }
    }

    boolean isLeaving() {
        lock.lock();
        try {
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no turn is out, or time is up. */
    void awaitEnd(Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (!out.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
