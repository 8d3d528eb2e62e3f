// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * Requests and answers of SSM. There is no client token, but a comment comes back in listings: it holds the key, so
 * that a command whose answer was lost can be found.
 */
final class GuestCommands {
    static final String TASK = "ssm-command";

    /** SSM takes no less for the time until an agent must have taken the command. */
    private static final int LEAST_TIMEOUT_SECONDS = 30;

    private GuestCommands() {}

    static SendCommandRequest send(Call call) {
        Payload.Fields arguments = call.primitive().arguments();
        return SendCommandRequest.builder()
                .documentName(arguments.text("document"))
                .instanceIds(Arguments.texts(arguments, "instances"))
                .comment(call.key().toString())
                .timeoutSeconds(LEAST_TIMEOUT_SECONDS)
                .parameters(Map.of(
                        "arguments",
                        Arguments.texts(arguments, "arguments"),
                        "deadManSeconds",
                        List.of(Long.toString(arguments.whole("deadManSeconds")))))
                .build();
    }

    static ListCommandInvocationsRequest find(Trace trace, @Nullable String cursor) {
        return ListCommandInvocationsRequest.builder()
                .filters(List.of(CommandFilter.builder()
                        .key(CommandFilterKey.INVOKED_AFTER)
                        .value(trace.notBefore().toString())
                        .build()))
                .nextToken(cursor)
                .build();
    }

    static List<Sighting> found(Trace trace, List<CommandInvocation> invocations) {
        Map<String, List<Member>> commands = new LinkedHashMap<>();
        for (CommandInvocation invocation : invocations) {
            if (trace.key().toString().equals(invocation.comment())) {
                commands.computeIfAbsent(invocation.commandId(), none -> new ArrayList<>())
                        .add(member(invocation));
            }
        }
        Lane lane = trace.primitive().lane();
        List<Sighting> sightings = new ArrayList<>();
        commands.forEach((id, members) -> {
            boolean ended = members.stream().noneMatch(member -> member.state() == Member.State.RUNNING);
            sightings.add(new Sighting.Ours(
                    trace.key(),
                    id,
                    ended ? null : RemoteTask.of(TASK, lane, id, Payload.Fields.EMPTY),
                    Payload.Fields.EMPTY,
                    members));
        });
        return sightings;
    }

    private static Member member(CommandInvocation invocation) {
        Member.State state = switch (invocation.status()) {
            case SUCCESS -> Member.State.DONE;
            case PENDING, IN_PROGRESS, DELAYED, CANCELLING -> Member.State.RUNNING;
            default -> Member.State.FAILED;
        };
        return new Member(invocation.instanceId(), null, state, Payload.Fields.EMPTY);
    }
}
