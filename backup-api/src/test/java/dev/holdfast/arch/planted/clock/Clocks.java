// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

@SuppressWarnings("JavaUtilDate")
final class Clocks {
    private Clocks() {}

    static void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    static void sleepsByUnit() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    static void parks() {
        LockSupport.parkNanos(1);
    }

    static Object now() {
        return Instant.now();
    }

    static Object localNow() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    static Supplier<Instant> refersToNow() {
        return Instant::now;
    }

    static Object millis() {
        return System.currentTimeMillis();
    }

    static Object nanos() {
        return System.nanoTime();
    }

    static Object systemClock() {
        return Clock.systemUTC();
    }

    static Object systemSource() {
        return InstantSource.system();
    }

    static Object date() {
        return new Date();
    }

    static Object uuid() {
        return UUID.randomUUID();
    }

    static Object mathRandom() {
        return Math.random();
    }

    static Object random() {
        return new Random();
    }

    static Object splittable() {
        return new SplittableRandom();
    }

    static Object threadLocal() {
        return ThreadLocalRandom.current();
    }

    static void shuffles(List<String> list) {
        Collections.shuffle(list);
    }

    static Object timer() {
        return new Timer();
    }

    static Object delays() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    static CompletableFuture<?> timesOut() {
        return new CompletableFuture<String>().orTimeout(1, TimeUnit.SECONDS);
    }

    static CompletableFuture<?> async() {
        return CompletableFuture.supplyAsync(() -> 1);
    }

    static CompletableFuture<?> thenAsync() {
        return new CompletableFuture<String>().thenRunAsync(() -> {});
    }

    static Object allowed(Clock clock, Executor executor) {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {}, executor);
        return List.of(Instant.now(clock), new Random(1), new SplittableRandom(1), run);
    }
}
