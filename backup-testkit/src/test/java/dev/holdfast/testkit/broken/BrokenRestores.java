// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.each;
import static dev.holdfast.testkit.broken.Broken.lowers;
import static dev.holdfast.testkit.broken.Broken.requests;
import static dev.holdfast.testkit.broken.Broken.starts;
import static dev.holdfast.testkit.broken.Calls.with;

import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import java.util.ArrayList;
import java.util.List;

/** Errors of restores and of what is done to machines. */
final class BrokenRestores {
    private BrokenRestores() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(starts(
                "HF-RST-02",
                "ignores the size",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().type().equals("ec2:CreateVolume") ? "bytes" : null,
                                Payload.of(1 << 20)),
                        context)));
        all.add(starts(
                "HF-RST-03",
                "ignores the tags",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().type().equals("ec2:RunInstances") ? "tags" : null,
                                Payload.Fields.EMPTY),
                        context)));
        all.add(starts("HF-RST-04", "mixes up the disks", (call, context, good) -> {
            if (!call.primitive().type().equals("ec2:RegisterImage")) {
                return good.start(call, context);
            }
            List<Payload> disks = new ArrayList<>(call.primitive().arguments().items("disks"));
            Payload.Fields one = (Payload.Fields) disks.get(1);
            Payload.Fields two = (Payload.Fields) disks.get(2);
            disks.set(1, one.with("snapshot", two.text("snapshot")));
            disks.set(2, two.with("snapshot", one.text("snapshot")));
            return good.start(with(call, "disks", new Payload.Items(disks)), context);
        }));
        all.add(each(
                "HF-RST-05",
                "undoes something else",
                Action.RestoreDisk.class,
                primitive -> primitive.toBuilder()
                        .undo(primitive.undo().stream()
                                .map(undo -> undo.withArguments(undo.arguments().with("disk", "other")))
                                .toList())
                        .build()));
        all.add(starts("HF-RST-06", "says done when a machine only begins to stop", (call, context, good) -> {
                    Answer right = good.start(call, context);
                    return call.primitive().type().equals("ec2:StopInstances") ? Answer.done() : right;
                })
                .and("HF-RPT-08"));
        all.add(lowers(
                "HF-RST-07",
                "rolls nothing back",
                (group, facts, good) -> group.actions().get(0) instanceof Action.RollBackDisk back
                                && group.actions().size() == 1
                        ? new LoweredGroup(List.of(), List.of(), List.of(), List.of(back.id()))
                        : good.lowering().lower(group, facts)));
        all.add(requests(
                "HF-RST-08",
                "keeps the disks of a deleted machine",
                Action.DeleteMachine.class,
                list -> list.stream()
                        .filter(primitive -> primitive.arguments().get("disksToo") != null)
                        .map(primitive ->
                                primitive.withArguments(primitive.arguments().with("disksToo", Payload.of(false))))
                        .toList()));
        return all;
    }
}
