// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.network.Probe;
import java.util.concurrent.atomic.AtomicReference;

/** Connects to a machine from a checker in its own subnet, through the simulated network. */
final class Prober implements HealthProbe {
    private final World world;

    Prober(World world) {
        this.world = world;
    }

    @Override
    public String attempt(ResourceId machine, String address, HealthCheck check, CallContext context) {
        AtomicReference<Probe> outcome = new AtomicReference<>();
        boolean ended = world.front()
                .await(
                        wake -> {
                            Machine found = world.region(machine.location().region())
                                    .machines()
                                    .shelf()
                                    .actual(machine.id());
                            if (found == null) {
                                wake.run();
                                return;
                            }
                            String question = check.kind() == HealthCheck.Kind.HTTP ? question(check) : null;
                            world.network()
                                    .probe(
                                            found.nic().subnet().id(),
                                            address,
                                            check.port(),
                                            question,
                                            context.deadline(),
                                            probe -> {
                                                outcome.set(probe);
                                                wake.run();
                                            });
                        },
                        context.deadline());
        Probe probe = outcome.get();
        if (!ended) {
            return "no answer within " + context.deadline();
        }
        if (probe == null) {
            throw CallFailure.builder(FailureKind.GONE, CallFailure.Effect.NONE, machine + " does not exist")
                    .build();
        }
        return verdict(probe, check);
    }

    /** What a path asks for: programs of the simulated world take words, not HTTP. */
    private static String question(HealthCheck check) {
        return check.target().substring(1);
    }

    private static String verdict(Probe probe, HealthCheck check) {
        return switch (probe.kind()) {
            case ANSWERED -> {
                String answer = probe.answer();
                boolean bad = answer != null && (answer.startsWith("unhealthy") || answer.startsWith("error"));
                yield bad ? "the answer was: " + answer : "";
            }
            case NO_ANSWER -> "connected to port " + check.port() + ", but nothing answered";
            case REFUSED -> "port " + check.port() + " refuses connections";
            case SILENT -> "port " + check.port() + " is silent";
        };
    }
}
