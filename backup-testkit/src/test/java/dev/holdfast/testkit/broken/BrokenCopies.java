// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.done;
import static dev.holdfast.testkit.broken.Broken.dropsMarks;
import static dev.holdfast.testkit.broken.Broken.items;
import static dev.holdfast.testkit.broken.Broken.observations;
import static dev.holdfast.testkit.broken.Broken.remembering;
import static dev.holdfast.testkit.broken.Broken.requests;

import dev.holdfast.spi.Action;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Errors of copies. */
final class BrokenCopies {
    private BrokenCopies() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(items(
                "HF-CPY-01",
                "shows no key",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.toBuilder().keyId(null).build())
                        .toList()));
        all.add(dropsMarks("HF-CPY-02", "ec2:CopySnapshot"));
        all.add(remembering("HF-CPY-03", "changes what it copies", () -> {
            int[] count = {0};
            return items(
                    "",
                    "",
                    FactQuery.Replicas.class,
                    (query, found) -> found.stream()
                            .map(each -> each.lane().region().equals("west") && each.kind() == ProductKind.SNAPSHOT
                                    ? each.toBuilder()
                                            .tags(tagged(each.tags(), count[0]++))
                                            .build()
                                    : each)
                            .toList());
        }));
        all.add(done(
                "HF-CPY-04",
                "forgets the disk of a copy",
                (task, done) -> task.lane().region().equals("east")
                        ? new Observation.Done(
                                done.outputs(),
                                done.members().stream()
                                        .map(member ->
                                                new Member("x", member.cloudId(), member.state(), member.facts()))
                                        .toList())
                        : done));
        all.add(remembering("HF-CPY-05", "shows progress that falls", () -> {
            int[] count = {90};
            return observations(
                    "",
                    "",
                    (task, seen) -> seen instanceof Observation.Running running
                            ? new Observation.Running(Math.max(0, count[0] -= 10), running.lookAgain())
                            : seen);
        }));
        all.add(requests(
                "HF-CPY-06",
                "leaves a snapshot shared",
                Action.CopyReplica.class,
                list -> list.stream()
                        .filter(primitive -> !primitive.name().endsWith("unshare"))
                        .toList()));
        return all;
    }

    private static Map<String, String> tagged(Map<String, String> tags, int read) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put("read", "" + read);
        return more;
    }
}
