// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.engine.Mandate;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.internal.planning.RecoveryKit.Title;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kit stores of an installation. The kit is written to all of them, and counts as written once a majority has it;
 * each says who owns the installation, and what this host owns is what a majority shows. A store that does not answer
 * holds up nothing but itself. Touched by the loop only, but for the futures.
 */
final class Kits implements Mandate {
    private static final Logger LOG = LoggerFactory.getLogger(Kits.class);

    /** For so long counts what a majority has shown. */
    private static final Duration SHOWN = Duration.ofMinutes(5);

    /** Older than this, it is looked again first, where the stores answer. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    /** How long a start waits for the rest once a majority has answered. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofMinutes(1);

    private final HostRuntime runtime;
    private final List<KitPlace> places = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private Consumer<Title> onBeaten = title -> {};
    private Runnable onRetry = () -> {};
    private @Nullable Title own;
    private @Nullable Title beaten;
    private long lookedAt = Long.MIN_VALUE;
    private boolean retrying;

    Kits(List<KitStore> stores, HostRuntime runtime, PayloadMapper mapper, Trust trust) {
        this.runtime = runtime;
        stores.forEach(store -> places.add(new KitPlace(store, runtime, mapper, trust)));
    }

    /** Someone waits until a majority holds a serial. */
    private record Waiter(long serial, CompletableFuture<Boolean> done) {}

    /**
     * What all stores showed.
     *
     * @param kits what was read
     * @param answered how many answered
     * @param faults what kept the others from it
     */
    record Reading(List<RecoveryKit> kits, int answered, List<Failure> faults) {
        Reading {
            kits = List.copyOf(kits);
            faults = List.copyOf(faults);
        }
    }

    boolean none() {
        return places.isEmpty();
    }

    int majority() {
        return places.size() / 2 + 1;
    }

    List<String> names() {
        return places.stream().map(KitPlace::name).toList();
    }

    /** Who is told when somebody else owns the installation, and when the kit should be written again. */
    void follow(Consumer<Title> beatenBy, Runnable retry) {
        onBeaten = beatenBy;
        onRetry = retry;
    }

    // ------------------------------------------------------------------ read

    /** Reads all stores; one that hangs is not waited for, where a majority answers. From any thread. */
    CompletableFuture<Reading> read() {
        CompletableFuture<Reading> result = new CompletableFuture<>();
        runtime.post(() -> {
            List<RecoveryKit> kits = new ArrayList<>();
            List<Failure> faults = new ArrayList<>();
            int[] left = {places.size()};
            Runnable tell = () -> done(result, new Reading(kits, places.size() - left[0] - faults.size(), faults));
            for (KitPlace place : places) {
                place.read((seen, failure) -> {
                    note(place, seen);
                    if (seen != null && seen.kit() != null) {
                        kits.add(seen.kit());
                    } else if (place.fault != null) {
                        faults.add(place.fault);
                    }
                    left[0]--;
                    if (left[0] == 0) {
                        tell.run();
                    } else if (places.size() - left[0] - faults.size() == majority()) {
                        runtime.after(GRACE, tell);
                    }
                });
            }
            if (places.isEmpty()) {
                tell.run();
            }
        });
        return result;
    }

    private void note(KitPlace place, KitPlace.@Nullable Seen seen) {
        Title mine = own;
        Title shown = seen == null ? null : seen.title();
        if (mine != null && shown != null && shown.beats(mine) && beaten == null) {
            beaten = shown;
            LOG.info("Kit store {} shows that host {} has taken over at {}", place.name(), shown.host(), shown.at());
            onBeaten.accept(shown);
        }
    }

    // ------------------------------------------------------------------ write

    /** From now on kits are written under this title, and what it allows is looked for. */
    void own(Title title) {
        own = title;
    }

    /** The serial that the next kit gets: above all that were seen. */
    long nextSerial() {
        long serial = runtime.wall().millis();
        Title mine = own;
        serial = mine == null ? serial : Math.max(serial, mine.serial() + 1);
        for (KitPlace place : places) {
            Title shown = place.title;
            serial = shown == null ? serial : Math.max(serial, shown.serial() + 1);
        }
        return serial;
    }

    /** Writes a kit under our title, as the next one. */
    void writeNext(RecoveryKit kit, String host, CompletableFuture<Boolean> done) {
        Title mine = own;
        if (mine == null) {
            throw new IllegalStateException("Nobody owns this installation yet");
        }
        write(
                kit.under(new Title(
                        mine.epoch(),
                        mine.owner(),
                        host,
                        nextSerial(),
                        runtime.wall().instant())),
                done);
    }

    /** Writes a kit to all stores. Done once a majority has it, or one that came after it. */
    void write(RecoveryKit kit, CompletableFuture<Boolean> done) {
        if (beaten != null) {
            fail(done, taken(beaten));
            return;
        }
        own = kit.title();
        waiters.add(new Waiter(kit.title().serial(), done));
        for (KitPlace place : places) {
            place.next = kit;
            writeNext(place);
        }
    }

    private void writeNext(KitPlace place) {
        RecoveryKit kit = place.next;
        if (kit == null || beaten != null) {
            return;
        } else if (place.calling()) {
            place.afterwards(() -> writeNext(place));
            return;
        }
        place.next = null;
        long begun = runtime.ticks();
        place.write(kit, (seen, failure) -> {
            long serial = kit.title().serial();
            note(place, seen);
            if (seen != null && kit.title().equals(seen.title())) {
                place.written = Math.max(place.written, serial);
                place.shownAt = begun;
            } else {
                place.failed = Math.max(place.failed, serial);
                if (seen == null) {
                    LOG.warn("The recovery kit could not be written: {}", place.fault);
                    retry();
                }
            }
            settle();
        });
    }

    private void retry() {
        if (!retrying) {
            retrying = true;
            runtime.after(RETRY, () -> {
                retrying = false;
                onRetry.run();
            });
        }
    }

    /** Tells those who wait whether a majority has what they wait for. */
    private void settle() {
        for (Waiter waiter : List.copyOf(waiters)) {
            long have = places.stream()
                    .filter(place -> place.written >= waiter.serial())
                    .count();
            long lack = places.stream()
                    .filter(place -> place.written < waiter.serial() && place.failed >= waiter.serial())
                    .count();
            if (have >= majority()) {
                waiters.remove(waiter);
                done(waiter.done(), true);
            } else if (beaten != null || places.size() - lack < majority()) {
                waiters.remove(waiter);
                fail(waiter.done(), beaten != null ? taken(beaten) : tooFew(have));
            }
        }
    }

    private Failure tooFew(long have) {
        boolean overtaken =
                places.stream().anyMatch(place -> place.fault != null && place.fault.kind() == FailureKind.BUSY);
        return new Failure(
                overtaken ? FailureKind.BUSY : FailureKind.TRANSIENT,
                "Cannot write the recovery kit",
                "only " + have + " of " + places.size() + " kit stores have it: " + faults(),
                "see that a majority of them can be reached; it is written again in " + RETRY);
    }

    static Failure taken(Title by) {
        return new Failure(
                FailureKind.TAKEN,
                "Cannot act for this installation",
                "host " + by.host() + " has taken it over at " + by.at(),
                "use that host and close this one; to take it back start with fromKit(...) and an empty store");
    }

    private List<String> faults() {
        return places.stream()
                .map(place -> place.fault)
                .filter(Objects::nonNull)
                .map(Failure::toString)
                .toList();
    }

    // ------------------------------------------------------------------ mandate

    @Override
    public boolean held() {
        boolean lately = lookedAt != Long.MIN_VALUE && runtime.ticks() - lookedAt <= FRESH.toNanos();
        return beaten == null && lately && runtime.ticks() <= heldUntil();
    }

    @Override
    public long heldUntil() {
        if (beaten != null || own == null) {
            return Long.MIN_VALUE;
        }
        // As long as the stores that make the majority up were all seen lately enough.
        List<Long> shown = new ArrayList<>();
        places.forEach(place -> shown.add(place.shownAt));
        shown.sort((one, two) -> Long.compare(two, one));
        long last = shown.get(majority() - 1);
        return last == Long.MIN_VALUE ? last : last + SHOWN.toNanos();
    }

    @Override
    public void renew(Runnable then) {
        long begun = runtime.ticks();
        int[] left = {places.size()};
        boolean[] told = {false};
        Runnable one = () -> {
            left[0]--;
            if (!told[0] && (shownLately() || left[0] == 0 || beaten != null)) {
                told[0] = true;
                lookedAt = begun;
                then.run();
            }
        };
        if (shownLately()) {
            lookedAt = begun;
            runtime.post(then);
            return;
        }
        for (KitPlace place : places) {
            if (place.calling()) {
                // It is being written, which shows as much; or it hangs.
                place.afterwards(one);
                continue;
            }
            place.look((seen, failure) -> {
                note(place, seen);
                Title mine = own;
                if (seen != null
                        && mine != null
                        && seen.title() != null
                        && seen.title().same(mine)) {
                    place.shownAt = begun;
                }
                one.run();
            });
        }
    }

    private boolean shownLately() {
        long since = runtime.ticks() - FRESH.toNanos();
        return own != null
                && beaten == null
                && places.stream()
                                .filter(place -> place.shownAt != Long.MIN_VALUE && place.shownAt >= since)
                                .count()
                        >= majority();
    }

    @Override
    public String why() {
        if (beaten != null) {
            return taken(beaten).why();
        }
        return "fewer than " + majority() + " of " + places.size() + " kit stores have shown within "
                + SHOWN.toMinutes()
                + " min that this host still owns the installation; what cannot be taken back waits: " + faults();
    }

    // ------------------------------------------------------------------ futures

    private <T> void done(CompletableFuture<T> future, T value) {
        future.complete(value);
        runtime.wake();
    }

    private void fail(CompletableFuture<?> future, Failure failure) {
        future.completeExceptionally(new BackupException(failure));
        runtime.wake();
    }
}
