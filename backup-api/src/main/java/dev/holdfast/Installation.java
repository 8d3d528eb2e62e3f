// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.engine.Engine;
import dev.holdfast.internal.engine.EngineConfig;
import dev.holdfast.internal.engine.Mandate;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.internal.planning.RecoveryKit.Title;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An installation that this host has begun to run: it claims it, and keeps its kit. Safe for use by several threads. */
final class Installation {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
    private static final int ALL = Integer.MAX_VALUE;

    /** How often a start looks again when hosts of the same store start at the same moment. */
    private static final int TRIES = 5;

    private final DefaultHoldfast holdfast;
    private final String name;
    private final String host;
    private final HostRuntime runtime;
    private final PayloadMapper mapper;
    private final Engine engine;
    private final Kits kits;

    private final NewestEvidence newest = new NewestEvidence();

    /** The engine has started: a claim that is made once more does not start it again. */
    private boolean started;

    /** How many kits are being put together or written. */
    private final AtomicInteger keeping = new AtomicInteger();

    private Installation(DefaultHoldfast holdfast, String name, String host, Engine engine, Kits kits) {
        this.holdfast = holdfast;
        this.name = name;
        this.host = host;
        this.runtime = holdfast.runtime();
        this.mapper = holdfast.mapper();
        this.engine = engine;
        this.kits = kits;
    }

    /**
     * Begins. Blocks until what was open is taken in.
     *
     * @param holdfast the facade
     * @param parts what it is made of
     * @param config makes the engine's, for an installation of this name and under this mandate
     * @param fresh a name that no other owner has
     * @return the installation
     */
    static Installation begin(
            DefaultHoldfast holdfast,
            DefaultHoldfast.Parts parts,
            BiFunction<String, Mandate, EngineConfig> config,
            String fresh) {
        Kits kits = new Kits(parts.kits(), parts.runtime(), holdfast.mapper(), parts.trust());
        Kits.Reading reading = holdfast.await(kits.read());
        RecoveryKit newest = Claim.newest(reading.kits());
        String named = parts.installation();
        String name = named != null ? named : newest == null ? "" : newest.installation();
        Engine engine = new Engine(config.apply(name, kits.none() ? Mandate.ALWAYS : kits));
        Installation begun = new Installation(holdfast, name, parts.host(), engine, kits);
        try {
            Claim claim = begun.begin(reading, parts.fromKit(), fresh, TRIES);
            begun.compare(claim, reading.kits());
            begun.keepSoon();
        } catch (RuntimeException e) {
            engine.stop();
            throw e;
        }
        return begun;
    }

    /** What this store keeps of its epoch, and in which version. */
    private record Stored(Claim.@Nullable Kept kept, long version) {}

    private Stored stored() {
        Optional<RecordRow> row = holdfast.await(engine.read(store -> store.record(RecordRow.Kind.EPOCH, Claim.key())));
        return new Stored(
                Claim.Kept.of(row, mapper), row.map(RecordRow::version).orElse(0L));
    }

    private Claim begin(Kits.Reading reading, boolean fromKit, String fresh, int tries) {
        Stored stored = stored();
        Claim claim = Claim.of(kits, reading, stored.kept(), fromKit, fresh);
        try {
            begin(claim, Claim.newest(reading.kits()), stored);
            return claim;
        } catch (Overtaken e) {
            // Another host of this store claims it at the same moment: whatever it has written by now counts.
            if (tries == 1) {
                throw e;
            }
            return begin(holdfast.await(kits.read()), fromKit, fresh, tries - 1);
        }
    }

    private void begin(Claim claim, @Nullable RecoveryKit newest, Stored stored) {
        Claim.Kept before = stored.kept();
        Title by = claim.by();
        if (claim.kind() == Claim.Kind.READ_ONLY && by != null) {
            boolean told = before != null && before.beatenBy() != null && by.same(before.beatenBy());
            holdfast.await(engine.startReadOnly(Kits.taken(by), told ? List.of() : beaten(claim, by)));
            return;
        }
        if (claim.kind() == Claim.Kind.ALONE) {
            holdfast.await(engine.start());
            return;
        }
        kits.follow(winner -> engine.readOnly(Kits.taken(winner), beaten(claim, winner)), this::keepSoon);
        if (claim.kind() == Claim.Kind.GO_ON) {
            kits.own(new Title(
                    claim.epoch(), claim.owner(), host, 0, runtime.wall().instant()));
        }
        if (!started) {
            started = true;
            holdfast.await(engine.start());
        }
        if (claim.kind() == Claim.Kind.RAISE) {
            raise(claim, newest, stored.version());
        }
        engine.whenOwed(this::keepSoon);
    }

    /**
     * Where a kit of ours shows evidence that the store lacks, the store was set back, or somebody has changed it: that is
     * on record and told before the kit is written anew.
     */
    private void compare(Claim claim, List<RecoveryKit> kits) {
        for (RecoveryKit kit : kits) {
            Title title = kit.title();
            RecoveryKit.Head shown = kit.evidence();
            boolean ours = claim.kind() == Claim.Kind.GO_ON && title.epoch() == claim.epoch();
            if (!ours || shown == null || !title.owner().equals(claim.owner())) {
                continue;
            }
            List<EvidenceRow> there = holdfast.await(engine.read(store -> store.evidence(shown.sequence() - 1, 1)));
            if (there.isEmpty() || !there.get(0).digest().equals(shown.digest())) {
                LOG.error(
                        "The store lacks entry {} of the evidence, which the recovery kit written at {} shows:"
                                + " it was set back to an older state, or changed; compare it with a copy",
                        shown.sequence(),
                        title.at());
                Change.AddEvidence broken = evidence(claim, EvidenceCheck.BROKEN, title, shown);
                holdfast.await(engine.write(List.of(broken, new Change.AddEvent(broken.operation(), broken.body()))));
                return;
            }
        }
    }

    private List<Change> beaten(Claim claim, Title by) {
        return List.of(
                new Change.PutRecord(claim.kept().done().beaten(by).row(mapper)), evidence(claim, "LOST", by, null));
    }

    /** Who owns the installation from now on, for good; where it was taken over, from whom, and how far their evidence went. */
    private Change.AddEvidence evidence(
            Claim claim, String event, @Nullable Title other, RecoveryKit.@Nullable Head head) {
        Payload.Fields body = Payload.Fields.EMPTY
                .with("type", "installation")
                .with("at", new Payload.Time(runtime.wall().instant()))
                .with("host", host)
                .with("event", event)
                .with("epoch", claim.epoch())
                .with("owner", claim.owner());
        if (other != null) {
            body = body.with("other", mapper.write(other));
        }
        return new Change.AddEvidence(
                new OperationId("installation"), null, head == null ? body : body.with("before", mapper.write(head)));
    }

    /** The intent in our own store, then the kit stores, then what follows: after a crash anywhere it is done anew. */
    private void raise(Claim claim, @Nullable RecoveryKit newest, long version) {
        write(version, List.of(new Change.PutRecord(claim.kept().row(mapper))));
        RecoveryKit base = claim.fill() && newest != null ? newest : RecoveryKit.empty(name);
        CompletableFuture<Boolean> raised = new CompletableFuture<>();
        runtime.post(() -> kits.write(
                base.proving(null)
                        .under(new Title(
                                claim.epoch(),
                                claim.owner(),
                                host,
                                kits.nextSerial(),
                                runtime.wall().instant())),
                raised));
        holdfast.await(raised);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutRecord(claim.kept().done().row(mapper)));
        boolean others = newest != null && !newest.title().owner().equals(claim.owner());
        changes.add(
                newest != null && others
                        ? evidence(claim, "TAKEN_OVER", newest.title(), newest.evidence())
                        : evidence(claim, "CLAIMED", null, null));
        if (claim.fill()) {
            base.rows(mapper).forEach(row -> changes.add(new Change.PutRecord(row)));
        }
        write(version + 1, changes);
    }

    /** Writes what follows from what the store keeps of its epoch, unless another host of this store has changed that. */
    private void write(long version, List<Change> changes) {
        List<Change> all = new ArrayList<>();
        all.add(new Change.RequireRecord(RecordRow.Kind.EPOCH, Claim.key(), version));
        all.addAll(changes);
        try {
            holdfast.await(engine.write(all));
        } catch (BackupException e) {
            if (e.failure() != null && e.failure().kind() == FailureKind.BUSY) {
                throw new Overtaken(e);
            }
            throw e;
        }
    }

    /** Another host of the same store was first. */
    private static final class Overtaken extends BackupException {
        private static final long serialVersionUID = 1L;

        Overtaken(BackupException cause) {
            super(
                    new Failure(
                            FailureKind.BUSY,
                            "Cannot claim the installation",
                            "other hosts of the same store claim it at the same time, again and again",
                            "start this host again"),
                    cause);
        }
    }

    String name() {
        return name;
    }

    Engine engine() {
        return engine;
    }

    boolean keepsKits() {
        return !kits.none();
    }

    boolean quiet() {
        return engine.quiet() && keeping.get() == 0;
    }

    /** Writes the kit once more. What goes wrong is logged and tried again. From any thread. */
    void keepSoon() {
        if (kits.none() || !engine.acts()) {
            return;
        }
        CompletableFuture<Boolean> kept = keep().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The recovery kit is not as it should be yet: {}", failure.getMessage());
            }
        });
        LOG.trace("Writing the recovery kit: {}", kept);
    }

    /** Puts the kit together and writes it. Done once a majority of the kit stores has it. From any thread. */
    CompletableFuture<Boolean> keep() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        keeping.incrementAndGet();
        keep(done, TRIES);
        return done.whenComplete((kept, failure) -> keeping.decrementAndGet());
    }

    private void keep(CompletableFuture<Boolean> done, int tries) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        CompletableFuture<RecoveryKit> put = engine.read(this::kit).whenComplete((kit, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
                runtime.wake();
            } else {
                runtime.post(() -> kits.writeNext(kit, host, written));
            }
        });
        LOG.trace("Putting the recovery kit together: {}", put);
        CompletableFuture<Boolean> told = written.whenComplete((kept, failure) -> {
            boolean overtaken = failure instanceof BackupException refused
                    && refused.failure() != null
                    && refused.failure().kind() == FailureKind.BUSY;
            if (overtaken && tries > 1) {
                // Another host of this store was faster: what is written over it must not be older.
                keep(done, tries - 1);
            } else if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(kept);
            }
            runtime.wake();
        });
        LOG.trace("Writing it: {}", told);
    }

    /** Reads the kits that there are now. From any thread. */
    CompletableFuture<Kits.Reading> readKits() {
        return kits.read();
    }

    private RecoveryKit kit(Store store) {
        RecoveryKit kit = RecoveryKit.of(
                name,
                store.records(RecordRow.Kind.PLAN, null, null, ALL),
                store.records(RecordRow.Kind.POINT, null, null, ALL),
                store.records(RecordRow.Kind.REPLICA, null, null, ALL),
                store.records(RecordRow.Kind.OBLIGATION, null, null, ALL),
                mapper);
        return kit.proving(newest.in(store));
    }
}
