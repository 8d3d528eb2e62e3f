// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Evidence;
import dev.holdfast.Holdfast;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Preview;
import dev.holdfast.operation.Step;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Prune;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happened is on record for good, with what it made and deleted, and nobody changes the record unseen. */
class EvidenceTest {
    private static final OperationId INSTALLATION = new OperationId("installation");

    private Shop shop = new Shop(CloudProfile.aws());

    static List<CloudProfile> profiles() {
        return List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    private Holdfast started() {
        Holdfast holdfast = shop.host().holdfast();
        holdfast.start();
        return holdfast;
    }

    private void protect(Holdfast holdfast) {
        List<RecoveryPoint> points = holdfast.submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        holdfast.plans().save(shop.plan());
    }

    private static Payload.Fields end(Holdfast holdfast, OperationId id) {
        List<EvidenceRow> ends = holdfast.evidence().of(id).stream()
                .filter(row -> row.body().text("type").equals("operation"))
                .toList();
        assertThat(ends).hasSize(1);
        return ends.get(0).body();
    }

    private static Payload.Fields fields(Payload.Fields body, String name) {
        assertThat(body.get(name)).isInstanceOf(Payload.Fields.class);
        return (Payload.Fields) Objects.requireNonNull(body.get(name));
    }

    private static String said(Evidence.Chain chain) {
        assertThat(chain.whole()).isFalse();
        return String.valueOf(chain.broken());
    }

    private static Set<String> ids(Payload.Fields body, String which) {
        Set<String> ids = new TreeSet<>();
        for (Payload place : fields(body, which).items("things")) {
            Payload.Fields fields = (Payload.Fields) place;
            fields.items("ids").forEach(id -> ids.add(fields.text("kind") + " " + ((Payload.Text) id).value()));
        }
        return ids;
    }

    /** What the cloud says was made or removed since; permissions and registrations apart. */
    private Set<String> effects(String what, int since) {
        return shop.cloud.truth().effects().stream()
                .skip(since)
                .filter(effect -> effect.what().equals(what))
                .filter(effect -> Set.of("MACHINE", "DISK", "SNAPSHOT").contains(effect.kind()))
                .map(effect -> effect.kind() + " " + effect.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private int effects() {
        return shop.cloud.truth().effects().size();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theEndOfADrillNamesWhatItMadeAndThatItDeletedIt(CloudProfile profile) {
        shop = new Shop(profile);
        Holdfast holdfast = started();
        protect(holdfast);
        int since = effects();
        Operation<RecoveryReport> drill = holdfast.submit(Drill.of("shop").key(new RequestKey("monday")));
        assertThat(drill.result().met()).isTrue();

        Payload.Fields end = end(holdfast, drill.id());
        assertThat(end.text("state")).isEqualTo("SUCCEEDED");
        assertThat(end.text("title")).isEqualTo(Drill.of("shop").toString());
        assertThat(end.get("request")).isEqualTo(Payload.Fields.EMPTY.with("drill", "shop"));
        assertThat(end.get("result")).isInstanceOf(Payload.Fields.class);
        assertThat(end.get("orderedAt")).isInstanceOf(Payload.Time.class);
        assertThat(end.get("endedAt")).isInstanceOf(Payload.Time.class);
        assertThat(end.text("host")).isEqualTo("host-1");
        assertThat(end.whole("sent")).isPositive().isLessThanOrEqualTo(end.whole("requests"));
        assertThat(ids(end, "made")).isEqualTo(effects("made", since)).hasSizeGreaterThan(5);
        assertThat(ids(end, "deleted")).isEqualTo(ids(end, "made"));
        assertThat(holdfast.evidence().of(drill.id()).get(0).requestKey()).isEqualTo("monday");
    }

    @Test
    void aPruneIsOnRecordWhenItIsAcceptedAndWhenItEnds() {
        Holdfast holdfast = started();
        Backup backup = Backup.of(ResourceSelector.machines("web-1").in(shop.west));
        for (int i = 0; i < 4; i++) {
            holdfast.submit(backup).result();
        }
        Set<String> before = snapshots();
        Preview<?> preview = holdfast.preview(Prune.keeping(RetentionPolicy.keepLast(2)));
        Operation<?> prune = holdfast.submit(preview);
        prune.result();

        List<EvidenceRow> rows = holdfast.evidence().of(prune.id());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).body().text("type")).isEqualTo("accepted");
        assertThat(rows.get(0).body().text("approved")).isEqualTo(preview.digest());
        before.removeAll(snapshots());
        assertThat(ids(rows.get(1).body(), "deleted"))
                .isEqualTo(before.stream().map(id -> "SNAPSHOT " + id).collect(Collectors.toSet()))
                .hasSize(2);
        assertThat(ids(rows.get(1).body(), "made")).isEmpty();
    }

    private Set<String> snapshots() {
        return shop.cloud.truth().existing("SNAPSHOT").stream()
                .map(GroundTruth.Thing::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whoDecidedWhatAndWhyIsOnRecord() throws InterruptedException {
        Holdfast holdfast = started();
        protect(holdfast);
        Operation<RecoveryReport> failover = holdfast.submit(Failover.of("shop"));
        assertThat(failover.await(Duration.ofHours(1))).isEmpty();
        Step step = failover.waiting().get(0);
        failover.approve(step.number(), () -> "ann@shop", "the region is on fire");
        failover.result();

        List<EvidenceRow> rows = holdfast.evidence().of(failover.id());
        assertThat(rows)
                .extracting(row -> row.body().text("type"))
                .containsExactly("accepted", "decision", "operation");
        Payload.Fields decision = rows.get(1).body();
        assertThat(decision.text("decision")).isEqualTo("APPROVE");
        assertThat(decision.text("by")).isEqualTo("ann@shop");
        assertThat(decision.text("reason")).isEqualTo("the region is on fire");
        assertThat(decision.text("question")).isEqualTo(step.question());
        assertThat(rows.get(2).body().items("decidedBy")).containsExactly(Payload.of("ann@shop"));
    }

    @Test
    void whatWasUndoneIsNamedAsDeleted() throws InterruptedException {
        shop = new Shop(CloudProfile.azure());
        Holdfast holdfast = started();
        protect(holdfast);
        int since = effects();
        Operation<RecoveryReport> drill = holdfast.submit(Drill.of("shop"));
        assertThat(drill.await(Duration.ofSeconds(150))).isEmpty();
        drill.cancel(CancelMode.UNDO);
        assertThat(drill.await(Duration.ofHours(5)).orElseThrow().state()).isEqualTo(OperationState.UNDONE);

        Payload.Fields end = end(holdfast, drill.id());
        assertThat(end.text("state")).isEqualTo("UNDONE");
        assertThat(ids(end, "made")).isEqualTo(effects("made", since)).isNotEmpty();
        assertThat(ids(end, "deleted")).isEqualTo(ids(end, "made"));
    }

    @Test
    void aPreviewLeavesNoEvidence() {
        Holdfast holdfast = started();
        protect(holdfast);
        long before = holdfast.evidence().verify().entries();
        holdfast.preview(Drill.of("shop"));
        assertThat(holdfast.evidence().verify().entries()).isEqualTo(before);
    }

    @Test
    void theChainIsWholeAndTheKitProvesIt() throws InterruptedException {
        Shop.Host host = shop.host();
        host.holdfast().start();
        protect(host.holdfast());
        host.runtime().await(() -> false, Duration.ofMinutes(1));

        Evidence.Chain chain = host.holdfast().evidence().verify();
        assertThat(chain.whole()).isTrue();
        assertThat(chain.entries()).isEqualTo(3);
        assertThat(chain.kits()).isEqualTo(1);
        List<EvidenceRow> all = host.holdfast().evidence().after(0, 100);
        assertThat(all).hasSize(3);
        assertThat(chain.head()).isEqualTo(all.get(2).digest());
        assertThat(shop.kit.get().orElseThrow().text()).contains(chain.head());
        assertThat(host.holdfast().evidence().verify(2, all.get(1).digest()).whole())
                .isTrue();
        assertThat(said(host.holdfast().evidence().verify(2, all.get(2).digest())))
                .contains("not the one that whoever asks shows");
    }

    /** A host over a store whose evidence somebody has changed meanwhile. */
    private Evidence.Chain changed(UnaryOperator<List<EvidenceRow>> how) throws InterruptedException {
        TrickStore store = new TrickStore(shop.store);
        Shop.Host host = shop.host(builder -> builder.kitStore(shop.kit).store(store));
        host.holdfast().start();
        protect(host.holdfast());
        host.runtime().await(() -> false, Duration.ofMinutes(1));
        store.change(how);
        return host.holdfast().evidence().verify();
    }

    @Test
    void anEntryThatWasChangedIsFound() throws InterruptedException {
        Evidence.Chain chain = changed(rows -> {
            List<EvidenceRow> changed = new ArrayList<>(rows);
            EvidenceRow two = rows.get(1);
            changed.set(
                    1,
                    new EvidenceRow(
                            two.sequence(),
                            two.operation(),
                            two.requestKey(),
                            two.body().with("title", "nothing of importance"),
                            two.previous(),
                            two.digest()));
            return changed;
        });
        assertThat(chain.entries()).isEqualTo(1);
        assertThat(said(chain)).contains("entry 2");
        assertThat(said(chain)).contains("changed after it was written");
    }

    @Test
    void anEntryThatWasWrittenAnewIsFoundByTheOneThatFollows() throws InterruptedException {
        Evidence.Chain chain = changed(rows -> {
            List<EvidenceRow> changed = new ArrayList<>(rows);
            EvidenceRow two = rows.get(1);
            changed.set(
                    1,
                    EvidenceRow.after(
                            rows.get(0), two.operation(), null, two.body().with("title", "nothing")));
            return changed;
        });
        assertThat(chain.entries()).isEqualTo(2);
        assertThat(said(chain)).contains("does not follow the entry before");
    }

    @Test
    void anEntryThatIsMissingIsFound() throws InterruptedException {
        Evidence.Chain chain = changed(rows -> List.of(rows.get(0), rows.get(2)));
        assertThat(said(chain)).contains("entry 3 follows entry 1");
    }

    @Test
    void anEndThatWasCutOffIsFoundByTheKit() throws InterruptedException {
        Evidence.Chain chain = changed(rows -> rows.subList(0, 2));
        assertThat(chain.entries()).isEqualTo(2);
        assertThat(said(chain)).contains("The evidence ends at entry 2");
        assertThat(said(chain)).contains("kit").contains("there was entry 3");
    }

    @Test
    void aHostThatFindsItsStoreSetBackSaysSoForGood() throws InterruptedException {
        Shop.Host first = shop.host();
        first.holdfast().start();
        protect(first.holdfast());
        first.runtime().await(() -> false, Duration.ofMinutes(1));
        first.runtime().stop();
        TrickStore store = new TrickStore(shop.store);
        store.change(rows -> rows.subList(0, 2));
        List<EventRow> events = new ArrayList<>();
        Shop.Host next =
                shop.host(builder -> builder.kitStore(shop.kit).store(store).listener(events::add));
        next.holdfast().start();
        next.runtime().await(() -> false, Duration.ofMinutes(1));

        assertThat(events).anySatisfy(event -> {
            assertThat(event.operation()).isEqualTo(INSTALLATION);
            assertThat(event.body().text("event")).isEqualTo("BROKEN");
            assertThat(fields(event.body(), "before").whole("sequence")).isEqualTo(3);
        });
        next.runtime().stop();
        Holdfast last = shop.host().holdfast();
        last.start();
        assertThat(said(last.evidence().verify())).contains("is not all there was");
    }

    @Test
    void whoTakesOverSaysFromWhomAndHowFarTheirEvidenceWent() throws InterruptedException {
        Shop.Host first = shop.host();
        first.holdfast().start();
        protect(first.holdfast());
        first.runtime().await(() -> false, Duration.ofMinutes(1));
        Evidence.Chain before = first.holdfast().evidence().verify();
        Holdfast rescuer = shop.rescuer().holdfast();
        rescuer.start();

        Payload.Fields body = rescuer.evidence().of(INSTALLATION).get(0).body();
        assertThat(body.text("event")).isEqualTo("TAKEN_OVER");
        assertThat(fields(body, "other").text("host")).isEqualTo("host-1");
        assertThat(body.get("before"))
                .isEqualTo(
                        Payload.Fields.EMPTY.with("sequence", before.entries()).with("digest", before.head()));
        assertThat(rescuer.evidence().verify().whole()).isTrue();

        assertThatThrownBy(() -> first.holdfast().submit(Drill.of("shop")).result())
                .hasMessageContaining("taken it over");
        assertThat(first.holdfast().evidence().of(INSTALLATION))
                .extracting(row -> row.body().text("event"))
                .containsExactly("CLAIMED", "LOST");
        assertThat(first.holdfast().evidence().verify().whole()).isTrue();
    }

    @Test
    void aKitOfBeforeThereWasEvidenceIsReadAsBefore() throws InterruptedException {
        Shop.Host first = shop.host();
        first.holdfast().start();
        protect(first.holdfast());
        first.runtime().await(() -> false, Duration.ofMinutes(1));
        first.runtime().stop();
        KitStore.Kit written = shop.kit.get().orElseThrow();
        Payload.Fields kit = fields((Payload.Fields) Payload.parse(written.text()), "kit");
        assertThat(kit.get("evidence")).isNotNull();
        Payload.Fields before = kit.with("evidence", (Payload) null);
        shop.kit.put(
                written.version(),
                Payload.Fields.EMPTY
                        .with("kit", before)
                        .with("signature", shop.trust.sign(before.canonical()))
                        .canonical());

        Holdfast rescuer = shop.rescuer().holdfast();
        rescuer.start();
        assertThat(rescuer.plans().find("shop")).isPresent();
        assertThat(rescuer.evidence().of(INSTALLATION).get(0).body().get("before"))
                .isNull();
        assertThat(rescuer.evidence().verify().whole()).isTrue();
    }

    @Test
    void whatAPersonSaidOfAnObligationIsOnRecord() throws InterruptedException {
        Shop.Host first = shop.host();
        first.holdfast().start();
        protect(first.holdfast());
        shop.cloud.kill("west");
        first.runtime().stop();
        Holdfast rescuer = shop.rescuer().holdfast();
        rescuer.start();
        Operation<RecoveryReport> failover = rescuer.submit(Failover.of("shop").source(SourceState.LOST));
        failover.result();
        assertThat(rescuer.obligations().all()).isNotEmpty();
        String owed = rescuer.obligations().all().get(0).id();
        assertThat(rescuer.obligations().waive(owed, "bob: switched off by hand"))
                .isTrue();

        assertThat(rescuer.evidence().of(failover.id())).anySatisfy(row -> {
            assertThat(row.body().text("type")).isEqualTo("obligation");
            assertThat(row.body().text("decision")).isEqualTo("WAIVED");
            assertThat(row.body().text("by")).isEqualTo("bob: switched off by hand");
        });
        assertThat(rescuer.evidence().verify().whole()).isTrue();
    }
}
