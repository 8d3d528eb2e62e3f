// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.Outcome;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.proof.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One operation whose host is stopped at every call and every write; the next host has the store alone. */
final class Crashes {
    private Crashes() {}

    /**
     * A run to its end.
     *
     * @param shop where
     * @param last the host that ended it
     * @param outcome what came of it
     * @param calls how many calls that host made
     * @param writes how many writes it made
     */
    record Run(Shop shop, Shop.Host last, Outcome<?> outcome, long calls, long writes) {}

    /** Asks for an operation, however many hosts it takes; a day later the twin watch has done its work. */
    static Run run(
            Shop shop, Supplier<Shop.Host> hosts, @Nullable CrashPoint crash, Function<Holdfast, Operation<?>> ask) {
        Shop.Host host = hosts.get();
        if (crash != null) {
            host.runtime().crashAt(crash);
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                host.holdfast().start();
                Outcome<?> outcome =
                        ask.apply(host.holdfast()).await(Duration.ofHours(5)).orElse(null);
                host.runtime().await(() -> false, Duration.ofHours(30));
                if (!host.runtime().isStopped() && outcome != null) {
                    return new Run(
                            shop,
                            host,
                            outcome,
                            host.runtime().calls(),
                            host.runtime().writes());
                }
            } catch (BackupException e) {
                if (!host.runtime().isStopped()) {
                    throw e;
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            host = hosts.get();
        }
        throw new AssertionError("never ended");
    }

    /** Checks every point at which the calm run could have been stopped; in the short proof every so-manieth. */
    static void everyPoint(String name, Run calm, int floor, int stride, Consumer<CrashPoint> check) {
        List<CrashPoint> points = new ArrayList<>();
        for (long call = 1; call <= calm.calls(); call++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                points.add(CrashPoint.call(call, moment));
            }
        }
        for (long write = 1; write <= calm.writes(); write++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                if (moment != CrashPoint.Moment.LATE) {
                    points.add(CrashPoint.store(write, moment));
                }
            }
        }
        int ran = 0;
        for (int i = 0; i < points.size(); i += Proof.FULL ? 1 : stride) {
            try {
                check.accept(points.get(i));
            } catch (RuntimeException e) {
                throw new AssertionError(name + ", " + points.get(i), e);
            }
            ran++;
        }
        Proof.of("crash in " + name + " " + calm.shop().cloud.profile().name(), "crash points", floor)
                .sampled("every " + stride + "th")
                .covered(points.size(), ran);
    }

    /** What there is, by kind and region. */
    static Map<String, Long> inventory(Shop shop) {
        return shop.cloud.truth().everything().stream()
                .filter(thing -> thing.gone() == null)
                .collect(Collectors.groupingBy(
                        thing -> thing.region() + " " + thing.kind(), TreeMap::new, Collectors.counting()));
    }
}
