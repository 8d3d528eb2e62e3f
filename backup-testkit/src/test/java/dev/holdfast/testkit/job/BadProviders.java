// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static dev.holdfast.testkit.job.BadInput.asked;
import static dev.holdfast.testkit.job.BadInput.said;

import dev.holdfast.Holdfast;
import dev.holdfast.HoldfastBuilder;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Request;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.job.BadInput.Kind;
import dev.holdfast.testkit.job.BadInput.Scene;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is wrong with providers: not there, there twice, not loadable, or without what is asked of them. */
final class BadProviders {
    private static final Location ELSEWHERE = Location.of("nimbus", "acme", "west");

    private BadProviders() {}

    static List<BadInput> cycles() {
        return List.of(
                asked(
                                Kind.CYCLE,
                                "requests of a lowering that wait for each other",
                                BadRequests::db,
                                "names 'second', which is not an earlier primitive of its lowering",
                                "report this with the log")
                        .with(provider -> lowering(provider, lowered -> circle(lowered, "second"))),
                asked(
                                Kind.CYCLE,
                                "a request of a lowering that waits for itself",
                                BadRequests::db,
                                "which is not an earlier primitive of its lowering",
                                "report this with the log")
                        .with(provider -> lowering(provider, lowered -> circle(lowered, null))));
    }

    static List<BadInput> unsupported() {
        return List.of(
                lacking(Facet.SNAPSHOTS, Facet.Status.NOT_YET, BadRequests::db),
                lacking(
                        Facet.IMAGES,
                        Facet.Status.NOT_OFFERED,
                        in -> BadRequests.db(in).asImage()),
                lacking(
                        Facet.COPIES,
                        Facet.Status.NOT_OFFERED,
                        in -> Replication.of(in.points()).to(ReplicationTarget.to(in.shop().east))),
                lacking(
                        Facet.GUEST_COMMANDS,
                        Facet.Status.NOT_YET,
                        in -> BadRequests.db(in)
                                .hooks(BadRequests.hooks(Duration.ofMinutes(1)))
                                .consistency(ConsistencyLevel.APPLICATION)),
                lacking(Facet.RESTORE, Facet.Status.NOT_YET, in -> Restore.machine(in.point())));
    }

    static List<BadInput> missing() {
        return List.of(
                said(
                        Kind.NO_PROVIDER,
                        "none at all",
                        in -> build(in, builder -> {}),
                        "cannot be built without a provider",
                        "call provider(...)"),
                said(
                        Kind.NO_PROVIDER,
                        "one of ours that is not on the class path",
                        in -> build(in, builder -> builder.provider("aws", Map.of())),
                        "Cannot use provider 'aws'",
                        "add dev.holdfast:backup-aws to the class path"),
                said(
                        Kind.NO_PROVIDER,
                        "one that nobody knows",
                        in -> build(in, builder -> builder.provider("nimbus", Map.of())),
                        "Cannot use provider 'nimbus'",
                        "add the provider's module to the class path"),
                said(
                        Kind.NO_PROVIDER,
                        "one with a name that cannot be",
                        in -> build(in, builder -> builder.provider("Nim Bus", Map.of())),
                        "Provider id 'Nim Bus'",
                        "write 1 to 32 lower-case letters"),
                asked(
                        Kind.NO_PROVIDER,
                        "backup where none serves",
                        in -> Backup.of(ResourceSelector.machines("db").in(ELSEWHERE)),
                        "there is no provider 'nimbus'",
                        "pass the provider to the builder"),
                asked(
                        Kind.NO_PROVIDER,
                        "replication to where none serves",
                        in -> Replication.of(in.points()).to(ReplicationTarget.to(ELSEWHERE)),
                        "there is no provider 'nimbus'",
                        "pass the provider to the builder"),
                asked(
                        Kind.NO_PROVIDER,
                        "replication to two places where one has none",
                        in -> Replication.of(in.points())
                                .to(ReplicationTarget.to(ELSEWHERE))
                                .to(ReplicationTarget.to(in.shop().east)),
                        "there is no provider 'nimbus'",
                        "pass the provider to the builder"),
                asked(
                        Kind.NO_PROVIDER,
                        "drill where none serves",
                        in -> BadRequests.saved(
                                in,
                                BadRequests.plan(in, ELSEWHERE, group -> group.machines("db"))
                                        .drillSubnet("isolated")),
                        "there is no provider 'nimbus'",
                        "pass the provider to the builder"));
    }

    static List<BadInput> twice() {
        return List.of(
                said(
                        Kind.TWO_OF_ONE_ID,
                        "given twice",
                        in -> build(
                                in,
                                builder -> builder.provider(in.shop().cloud.provider("a"))
                                        .provider(in.shop().cloud.provider("b"))),
                        "Cannot add provider 'simulated'",
                        "add each provider once"),
                said(
                        Kind.TWO_OF_ONE_ID,
                        "configured twice",
                        in -> build(
                                in,
                                builder -> builder.provider("simulated", Map.of("a", "1"))
                                        .provider("simulated", Map.of("a", "2"))),
                        "Cannot add provider 'simulated'",
                        "add each provider once"),
                said(
                        Kind.TWO_OF_ONE_ID,
                        "given and configured",
                        in -> build(
                                in,
                                builder -> builder.provider(in.shop().cloud.provider("a"))
                                        .provider("simulated", Map.of())),
                        "Cannot add provider 'simulated'",
                        "add each provider once"),
                found(
                        Kind.TWO_OF_ONE_ID,
                        "two factories on the class path",
                        "twin",
                        "BadFactories$One, dev.holdfast.testkit.job.BadFactories$Other",
                        "keep one on the class path",
                        BadFactories.One.class.getName(),
                        BadFactories.Other.class.getName()));
    }

    static List<BadInput> notLoaded() {
        return List.of(
                broken("a class that is not there", "fragile", "com.example.NotThere", "not found"),
                broken(
                        "a class that is no factory",
                        "fragile",
                        BadFactories.NoFactory.class.getName(),
                        "not a subtype"),
                broken(
                        "a factory that fails when it is made",
                        "fragile",
                        BadFactories.FailsWhenMade.class.getName(),
                        "made of glass"),
                broken(
                        "a factory whose class fails when it is initialized",
                        "fragile",
                        BadFactories.FailsWhenLoaded.class.getName(),
                        "\"glass\""),
                broken(
                        "a factory that does not know its name",
                        "fragile",
                        BadFactories.FailsWhenAsked.class.getName(),
                        "Provider id 'Not An Id'"),
                found(
                        Kind.CLASS_NOT_LOADED,
                        "a factory that lacks a library",
                        "bare",
                        "com/example/cloud/Client",
                        "add the library that holds this class",
                        BadFactories.LacksLibrary.class.getName()),
                found(
                        Kind.CLASS_NOT_LOADED,
                        "a factory that cannot make its provider",
                        "clumsy",
                        "BadFactories$FailsToMake failed: java.lang.IllegalStateException: dropped it",
                        "check its configuration",
                        BadFactories.FailsToMake.class.getName()),
                found(
                        Kind.CLASS_NOT_LOADED,
                        "a factory that lacks a key",
                        "demanding",
                        "the configuration lacks 'endpoint'",
                        "set it: where the cloud answers",
                        BadFactories.Demanding.class.getName()),
                said(
                        Kind.CLASS_NOT_LOADED,
                        "a factory that is given a key it does not know",
                        in -> build(
                                in,
                                builder -> builder.provider("demanding", Map.of("endpoint", "x", "endpiont", "y"))
                                        .classLoader(BadFactories.declaring(
                                                in.scratch(), BadFactories.Demanding.class.getName()))),
                        "'endpiont'",
                        "use one of [endpoint]"));
    }

    static List<BadInput> absurd() {
        return List.of(
                said(
                        Kind.ABSURD_SIZE,
                        "an installation's name",
                        in -> Holdfast.builder().installation("x".repeat(33)),
                        "An installation's name",
                        "1 to 32 letters"),
                said(
                        Kind.ABSURD_SIZE,
                        "a host's name",
                        in -> Holdfast.builder().host("x".repeat(1 << 20)),
                        "A host's name",
                        "1 to 128 characters"));
    }

    private static BadInput lacking(Facet facet, Facet.Status status, Function<Scene, Request<?>> request) {
        boolean yet = status == Facet.Status.NOT_YET;
        return asked(
                        Kind.UNSUPPORTED,
                        facet + " of a provider that says " + status,
                        request,
                        "provider 'simulated' does not serve " + facet,
                        yet ? "use a version of the provider that does" : "choose another way for this cloud")
                .with(provider -> spoiled(provider, "facets", declared -> {
                    Map<Facet, Facet.Status> facets = new EnumMap<>(Facet.class);
                    for (Facet each : Facet.values()) {
                        facets.put(
                                each, each == facet ? status : provider.facets().get(each));
                    }
                    return facets;
                }));
    }

    private static BadInput broken(String name, String id, String factory, String why) {
        return found(Kind.CLASS_NOT_LOADED, name, id, why, "mend what could not be loaded", factory);
    }

    private static BadInput found(Kind kind, String name, String id, String place, String cure, String... factories) {
        return said(
                kind,
                name,
                in -> build(
                        in,
                        builder -> builder.provider(id, Map.of())
                                .classLoader(BadFactories.declaring(in.scratch(), factories))),
                place,
                cure);
    }

    static Holdfast build(Scene in, Consumer<HoldfastBuilder> how) {
        HoldfastBuilder builder = Holdfast.builder()
                .installation("other")
                .store(Store.inMemory())
                .trust(in.shop().trust)
                .runtime(in.shop().cloud.runtime("other"));
        how.accept(builder);
        return builder.build();
    }

    /** The first request waits for another, which waits for it; or for itself. */
    private static LoweredGroup circle(LoweredGroup lowered, @Nullable String other) {
        List<Primitive> all = new ArrayList<>(lowered.primitives());
        Primitive first = all.get(0);
        if (other != null) {
            all.add(Primitive.builder(other, first.type(), first.repeat(), first.lane(), first.purpose())
                    .actions(first.actions())
                    .edges(List.of(Edge.after(first.name())))
                    .build());
        }
        String before = other == null ? first.name() : other;
        all.set(0, first.toBuilder().edges(List.of(Edge.after(before))).build());
        return new LoweredGroup(all, lowered.sections(), lowered.refusals(), lowered.satisfied());
    }

    private static BackupProvider lowering(BackupProvider good, UnaryOperator<LoweredGroup> how) {
        Lowering right = good.lowering();
        return spoiled(good, "lowering", same -> new Lowering() {
            @Override
            public int version() {
                return right.version();
            }

            @Override
            public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
                return right.needs(group, known);
            }

            @Override
            public LoweredGroup lower(ActionGroup group, Facts facts) {
                return how.apply(right.lower(group, facts));
            }
        });
    }

    /** A provider one of whose methods gives something else. */
    private static BackupProvider spoiled(BackupProvider good, String method, UnaryOperator<Object> how) {
        return (BackupProvider) Proxy.newProxyInstance(
                BackupProvider.class.getClassLoader(),
                new Class<?>[] {BackupProvider.class},
                (self, called, arguments) -> {
                    try {
                        Object given = called.invoke(good, arguments);
                        return called.getName().equals(method) ? how.apply(given) : given;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }
}
