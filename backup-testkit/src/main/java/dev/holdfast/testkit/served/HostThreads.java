// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.HostRuntime;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a host: while one of them works, the host works. */
final class HostThreads {
    private final ExecutorService calls;
    private final ExecutorService store;
    private final ExecutorService local;
    private final ExecutorService listeners;
    private final Thread loop;
    private final Thread reader;

    HostThreads(String name, Runnable loop, Runnable reader) {
        this.calls = Executors.newCachedThreadPool(work -> new Worker(work, name + "-call"));
        this.store = Executors.newSingleThreadExecutor(work -> new Worker(work, name + "-store"));
        this.local = Executors.newCachedThreadPool(work -> new Worker(work, name + "-local"));
        this.listeners = Executors.newSingleThreadExecutor(work -> new Worker(work, name + "-listener"));
        this.loop = new Worker(loop, name + "-loop");
        this.reader = new Worker(reader, name + "-reader");
    }

    private static final class Worker extends Thread {
        private static final AtomicInteger COUNT = new AtomicInteger();

        Worker(Runnable work, String name) {
            super(work, name + "-" + COUNT.incrementAndGet());
            setDaemon(true);
        }
    }

    /** Whether the calling code runs on a thread of a host, not of its application. */
    static boolean isHere() {
        return Thread.currentThread() instanceof Worker;
    }

    void start() {
        reader.start();
        loop.start();
    }

    ExecutorService of(HostRuntime.Kind kind) {
        return switch (kind) {
            case CALL -> calls;
            case STORE -> store;
            case LOCAL -> local;
            case LISTENER -> listeners;
        };
    }

    void close() {
        for (ExecutorService executor : List.of(calls, store, local, listeners)) {
            executor.shutdownNow();
        }
        for (Thread thread : List.of(loop, reader)) {
            if (Thread.currentThread() != thread) {
                ServedCloud.join(thread);
            }
        }
    }
}
