// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

final class GuestCommandsTest {
    private final Primitive freeze = Shop.named(
            Shop.lower(
                    Purpose.PROTECT,
                    Shop.facts(),
                    new Action.TakeSnapshots(
                            "a1",
                            Shop.POINT,
                            List.of(Shop.DB),
                            Shop.volumes("vol-boot", "vol-data"),
                            ConsistencyLevel.APPLICATION,
                            ConsistencyLevel.CRASH,
                            new GuestHooks(
                                    List.of("Shop-Freeze", "/data"), List.of("Shop-Thaw"), Duration.ofSeconds(60)))),
            "a1.freeze");

    @Test
    void aCommandCarriesItsKeyAsCommentAndItsArgumentsAsParameters() {
        SendCommandRequest request = GuestCommands.send(Shop.call(freeze));

        assertThat(request)
                .isEqualTo(SendCommandRequest.builder()
                        .documentName("Shop-Freeze")
                        .instanceIds("i-db")
                        .comment("shop/op-1/3/1")
                        .timeoutSeconds(30)
                        .parameters(Map.of("arguments", List.of("/data"), "deadManSeconds", List.of("60")))
                        .build());
    }

    @Test
    void aCommandWhoseAnswerWasLostIsFoundByItsComment() {
        Trace trace = new Trace(freeze, Shop.KEY, Shop.INTENDED, freeze.lane());
        CommandInvocation ours = CommandInvocation.builder()
                .commandId("c-1")
                .instanceId("i-db")
                .comment("shop/op-1/3/1")
                .status(CommandInvocationStatus.SUCCESS)
                .build();

        List<Sighting> found = GuestCommands.found(
                trace, List.of(ours, ours.toBuilder().comment("someone's").build()));

        assertThat(found)
                .isEqualTo(List.of(new Sighting.Ours(
                        Shop.KEY,
                        "c-1",
                        null,
                        Payload.Fields.EMPTY,
                        List.of(new Member("i-db", null, Member.State.DONE, Payload.Fields.EMPTY)))));
        assertThat(GuestCommands.find(trace, null).filters().get(0).value()).isEqualTo("2026-11-01T10:00:05Z");
    }
}
