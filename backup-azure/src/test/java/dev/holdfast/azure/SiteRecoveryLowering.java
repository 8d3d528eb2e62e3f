// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.ReplicationDescription.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Site Recovery: what it allows at the moment is its state machine, so that is asked and not assumed. */
final class SiteRecoveryLowering {
    static final String TEST = "recovery:TestFailover";
    static final String CLEAN_UP = "recovery:TestFailoverCleanup";
    static final String FAIL_OVER = "recovery:UnplannedFailover";
    static final String COMMIT = "recovery:FailoverCommit";
    static final String SWITCH = "recovery:SwitchProtection";
    static final String CANCEL = "recovery:FailoverCancel";

    /** The property of an item that an expectation names with one {@link Operation}. */
    static final String ALLOWS = "allows";

    private static final String CONTAINER =
            "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/";

    private SiteRecoveryLowering() {}

    static FactQuery<ReplicationDescription> query(Lane lane, String subject) {
        return new FactQuery.Replications(lane, List.of(subject));
    }

    static void failOver(Action.FailOverReplication action, Steps steps) {
        boolean drill = action.mode() == Action.FailOverReplication.Mode.DRILL;
        Operation needed = drill ? Operation.DRILL : Operation.FAILOVER;
        if (!allows(action, action.subject(), needed, steps)) {
            return;
        }
        String subnet = action.subnet();
        if (drill && subnet == null) {
            steps.refuse(
                    action,
                    FailureKind.INVALID,
                    "Drill of " + action.subject(),
                    "a drill that names no network of its own might meet the machines that serve",
                    "name a subnet that nothing else uses");
            return;
        }
        if (!drill && subnet != null) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Failover of " + action.subject() + " into " + subnet,
                    "Site Recovery brings it up where the item says",
                    "set the network of the item, or leave the subnet out");
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("subject", action.subject())
                .with("instance", instance(action.options()))
                .with("point", action.point())
                // Site Recovery takes the network; the subnet of it goes by the name of the source's.
                .with(
                        "network",
                        subnet == null ? null : new ArmId(subnet).parent().text());
        Primitive.Builder step = job(
                        action, drill ? "test" : "failover", drill ? TEST : FAIL_OVER, action.subject(), needed, steps)
                .arguments(arguments)
                .product(ProductKind.MACHINES)
                .expected(List.of(action.subject()))
                .permissions(
                        allowed(action.subject(), drill ? "testFailover/action" : "unplannedFailover/action", steps));
        if (drill) {
            step.undo(List.of(job(action, "test-cleanup", CLEAN_UP, action.subject(), null, steps)
                    .completes(List.of())
                    .arguments(Payload.Fields.EMPTY.with("subject", action.subject()))
                    .build()));
        }
        steps.add(step.build());
    }

    static void goOn(Action.ContinueReplication action, Steps steps) {
        Operation needed = Operation.valueOf(action.stage().name());
        if (!allows(action, action.subject(), needed, steps)) {
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY.with("subject", action.subject());
        if (action.stage() == Action.ContinueReplication.Stage.FAIL_BACK) {
            arguments = arguments.with("instance", instance(action.options()));
        }
        if (action.stage() == Action.ContinueReplication.Stage.REPROTECT) {
            Payload reverse = action.options().get("reverse");
            if (reverse == null) {
                steps.refuse(
                        action,
                        FailureKind.INVALID,
                        "Reprotection of " + action.subject(),
                        "it needs a policy, a container, staging accounts and disks",
                        "give them as option reverse, as Site Recovery's providerSpecificDetails");
                return;
            }
            arguments = arguments.with("reverse", reverse);
        }
        String type = switch (action.stage()) {
            case CLEAN_UP -> CLEAN_UP;
            case COMMIT -> COMMIT;
            case CANCEL -> CANCEL;
            case REPROTECT -> SWITCH;
            case FAIL_BACK -> FAIL_OVER;
        };
        String right = switch (action.stage()) {
            case CLEAN_UP -> "testFailoverCleanup/action";
            case COMMIT -> "failoverCommit/action";
            case CANCEL -> "failoverCancel/action";
            case REPROTECT -> "switchprotection/action";
            case FAIL_BACK -> "unplannedFailover/action";
        };
        steps.add(job(action, "go-on", type, action.subject(), needed, steps)
                .arguments(arguments)
                .permissions(allowed(action.subject(), right, steps))
                .build());
    }

    /** How it is replicated: from one region of Azure to another, where the options say nothing else. */
    private static String instance(Payload.Fields options) {
        return options.get("instance") instanceof Payload.Text text ? text.value() : "A2A";
    }

    private static List<dev.holdfast.spi.Permission> allowed(String subject, String right, Steps steps) {
        String kind = new ArmId(subject).is("replicationRecoveryPlans")
                ? "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans/"
                : "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/";
        return steps.allowed(
                subject,
                kind + "read",
                (right.startsWith("switchprotection") ? CONTAINER : kind) + right,
                "Microsoft.RecoveryServices/vaults/replicationJobs/read");
    }

    private static Primitive.Builder job(
            Action action, String part, String type, String subject, @Nullable Operation needed, Steps steps) {
        Primitive.Builder builder = steps.step(action, part, type, RepeatClass.JOB, action.lane())
                .subject(subject)
                .completes(List.of(action.id()))
                .duration(Expected.about(Duration.ofMinutes(15)));
        return needed == null
                ? builder
                : builder.expectations(List.of(Expectation.seen(subject, ALLOWS, needed.name())));
    }

    private static boolean allows(Action action, String subject, Operation needed, Steps steps) {
        Optional<ReplicationDescription> item = steps.facts.get(query(action.lane(), subject)).stream()
                .flatMap(fact -> fact.items().stream())
                .findFirst();
        if (item.isEmpty()) {
            steps.refuse(action, FailureKind.GONE, needed + " of " + subject, "nothing is replicated under this id");
            return false;
        }
        if (!item.get().allowed().contains(needed)) {
            steps.refuse(
                    action,
                    FailureKind.BUSY,
                    needed + " of " + subject,
                    "Site Recovery allows only " + new TreeSet<>(item.get().allowed()) + " at the moment");
            return false;
        }
        return true;
    }
}
