// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.Cluster;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/**
 * A host that writes down when its turns begin and end, by the database's clock, as calls with a deadline: only if the turn
 * lasts that long, and what comes later, because the host was frozen on the way, does nothing.
 */
final class DiaryHost implements Cluster.Host {
    private static final Duration SHORT = Duration.ofMillis(100);

    private final DataSource source;
    private final String name;
    private final BiConsumer<DiaryHost, Cluster.Turn> work;
    private volatile boolean drained;

    /** All turns that have begun here. */
    final Queue<Cluster.Turn> begun = new ConcurrentLinkedQueue<>();

    /**
     * A host.
     *
     * @param source where the diary is
     * @param name its name in the diary
     * @param work what is done in a turn, on the turn's thread
     */
    DiaryHost(DataSource source, String name, BiConsumer<DiaryHost, Cluster.Turn> work) {
        this.source = source;
        this.name = name;
        this.work = work;
    }

    @Override
    public void begin(Cluster.Turn turn) {
        begun.add(turn);
        turn.calls().execute(() -> {
            Object before = deadline(SHORT);
            if (turn.lasts(SHORT)) {
                LaneDatabase.change(
                        source,
                        "insert into turns select ?, ?, ?, clock_timestamp(), null,"
                                + " (select wakes from holdfast_lane_wake where lane = ?)"
                                + " where clock_timestamp() < ?",
                        turn.lane(),
                        turn.number(),
                        name,
                        turn.lane(),
                        before);
            }
            work.accept(this, turn);
        });
    }

    /** Writes down that a turn is over. */
    void over(Cluster.Turn turn) {
        over(turn, SHORT);
    }

    /** Writes down that a turn is over. */
    void over(Cluster.Turn turn, Duration time) {
        Object before = deadline(time);
        if (turn.lasts(time)) {
            LaneDatabase.change(
                    source,
                    "update turns set ended = clock_timestamp()"
                            + " where lane = ? and number = ? and clock_timestamp() < ?",
                    turn.lane(),
                    turn.number(),
                    before);
        }
    }

    /** Does something else in a turn, and writes down when the database saw it. */
    void act(Cluster.Turn turn, Duration time) {
        Object before = deadline(time);
        if (turn.lasts(time)) {
            LaneDatabase.change(
                    source,
                    "insert into acts select ?, ?, ?, clock_timestamp() where clock_timestamp() < ?",
                    turn.lane(),
                    turn.number(),
                    name,
                    before);
        }
    }

    private Object deadline(Duration time) {
        return LaneDatabase.ask(
                source, "select clock_timestamp() + cast(? as interval)", time.toMillis() + " milliseconds");
    }

    @Override
    public void drain() {
        drained = true;
    }

    boolean isDrained() {
        return drained;
    }
}
