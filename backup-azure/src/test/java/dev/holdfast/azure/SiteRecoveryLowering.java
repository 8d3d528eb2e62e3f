// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Site Recovery: what it allows at the moment is its state machine, so that is asked and not assumed. */
final class SiteRecoveryLowering {
    static final String TEST = "recovery:TestFailover";
    static final String CLEAN_UP = "recovery:TestFailoverCleanup";
    static final String FAIL_OVER = "recovery:UnplannedFailover";
    static final String COMMIT = "recovery:FailoverCommit";
    static final String SWITCH = "recovery:SwitchProtection";
    private static final String CONTAINER =
            "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/";

    private SiteRecoveryLowering() {}

    static FactQuery<Payload.Fields> query(Lane lane, String subject) {
        return new FactQuery.ProviderQuery(lane, "recovery:replicated", Payload.Fields.EMPTY.with("id", subject));
    }

    static void failOver(Action.FailOverReplication action, Steps steps) {
        boolean drill = action.mode() == Action.FailOverReplication.Mode.DRILL;
        Payload.@Nullable Fields item =
                look(action, action.subject(), drill ? "TestFailover" : "UnplannedFailover", steps);
        if (item == null) {
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("subject", action.subject())
                .with("instance", item.text("instance"))
                .with("point", action.point());
        if (drill) {
            Payload network = item.get("drillNetwork");
            if (network == null) {
                steps.refuse(
                        action,
                        FailureKind.INVALID,
                        "Drill of " + action.subject(),
                        "the item names no network for tests, and the action has no place for one",
                        "set the test failover network of the item");
                return;
            }
            arguments = arguments.with("network", network);
        }
        Primitive.Builder step = job(
                        action, drill ? "test" : "failover", drill ? TEST : FAIL_OVER, action.subject(), item, steps)
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
        String needed = switch (action.stage()) {
            case CLEAN_UP -> "TestFailoverCleanup";
            case COMMIT -> "Commit";
            case REPROTECT -> "ReverseReplicate";
            case FAIL_BACK -> "UnplannedFailover";
        };
        Payload.@Nullable Fields item = look(action, action.subject(), needed, steps);
        if (item == null) {
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY.with("subject", action.subject());
        String type = switch (action.stage()) {
            case CLEAN_UP -> CLEAN_UP;
            case COMMIT -> COMMIT;
            case REPROTECT -> SWITCH;
            case FAIL_BACK -> FAIL_OVER;
        };
        if (action.stage() == Action.ContinueReplication.Stage.FAIL_BACK) {
            arguments = arguments.with("instance", item.text("instance"));
        }
        if (action.stage() == Action.ContinueReplication.Stage.REPROTECT) {
            Payload reverse = item.get("reverse");
            if (reverse == null) {
                steps.refuse(
                        action,
                        FailureKind.INVALID,
                        "Reprotection of " + action.subject(),
                        "it needs a policy, a container, staging accounts and disks, and the action has no place for them");
                return;
            }
            arguments = arguments.with("reverse", reverse);
        }
        steps.add(job(action, "go-on", type, action.subject(), item, steps)
                .arguments(arguments)
                .permissions(allowed(
                        action.subject(),
                        switch (action.stage()) {
                            case CLEAN_UP -> "testFailoverCleanup/action";
                            case COMMIT -> "failoverCommit/action";
                            case REPROTECT -> "switchprotection/action";
                            case FAIL_BACK -> "unplannedFailover/action";
                        },
                        steps))
                .build());
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
            Action action, String part, String type, String subject, Payload.@Nullable Fields item, Steps steps) {
        Primitive.Builder builder = steps.step(action, part, type, RepeatClass.JOB, action.lane())
                .subject(subject)
                .completes(List.of(action.id()))
                .duration(Expected.about(Duration.ofMinutes(15)));
        return item == null
                ? builder
                : builder.expectations(List.of(new Expectation(subject, "allowedOperations", written(item))));
    }

    private static Payload.@Nullable Fields look(Action action, String subject, String needed, Steps steps) {
        Optional<Fact<Payload.Fields>> fact = steps.facts.get(query(action.lane(), subject));
        if (fact.isEmpty() || fact.get().items().isEmpty()) {
            steps.refuse(action, FailureKind.GONE, needed + " of " + subject, "nothing is replicated under this id");
            return null;
        }
        Payload.Fields item = fact.get().items().get(0);
        if (!item.items("allowedOperations").contains(Payload.of(needed))) {
            steps.refuse(
                    action,
                    FailureKind.BUSY,
                    needed + " of " + subject,
                    "Site Recovery allows only [" + written(item) + "] at the moment");
            return null;
        }
        return item;
    }

    private static String written(Payload.Fields item) {
        return String.join(
                ",",
                item.items("allowedOperations").stream()
                        .map(operation -> ((Payload.Text) operation).value())
                        .sorted()
                        .toList());
    }
}
