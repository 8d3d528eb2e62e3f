// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.operation.StepState;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.StepRow;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The longest chain of steps that had to wait for each other, by what the cloud's work really took, and with the least
 * time between two looks for each piece of work that is looked at. Requests themselves, reads and decisions take no time.
 */
final class CriticalPath {
    private final Map<Integer, StepRow> rows = new HashMap<>();
    private final Map<Integer, List<Integer>> children = new HashMap<>();
    private final Map<String, Duration> worked = new HashMap<>();
    private final Map<Integer, Duration> ready = new HashMap<>();
    private final Map<Integer, Duration> ends = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final BackupProvider provider;
    private final PayloadMapper mapper = PayloadMapper.withoutSecrets();
    private long looked;

    CriticalPath(List<StepRow> steps, List<GroundTruth.Worked> work, BackupProvider provider) {
        this.provider = provider;
        for (StepRow row : steps) {
            rows.put(row.number(), row);
            int parent = (int) row.node().whole("parent");
            children.computeIfAbsent(parent, p -> new ArrayList<>()).add(row.number());
        }
        for (GroundTruth.Worked each : work) {
            worked.put(each.region() + "/" + each.subject(), Duration.between(each.begun(), each.ended()));
        }
    }

    /** The length of the longest chain. */
    Duration length() {
        Duration longest = Duration.ZERO;
        for (int number : children.getOrDefault(-1, List.of())) {
            longest = longer(longest, end(number));
        }
        return longest;
    }

    /** How many pieces of work had to be looked at. */
    long looked() {
        return looked;
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? two : one;
    }

    private Duration ready(int number) {
        Duration known = ready.get(number);
        if (known != null) {
            return known;
        }
        Payload.Fields node = row(number).node();
        int parent = (int) node.whole("parent");
        Duration at = parent < 0 ? Duration.ZERO : ready(parent);
        for (Payload link : node.items("links")) {
            Payload.Fields fields = (Payload.Fields) link;
            int before = (int) fields.whole("step");
            boolean begun =
                    fields.text("kind").equals("STARTED") || fields.text("kind").equals("ANSWERED");
            at = longer(at, begun ? ready(before) : end(before));
        }
        ready.put(number, at);
        return at;
    }

    private Duration end(int number) {
        Duration known = ends.get(number);
        if (known != null) {
            return known;
        }
        if (!open.add(number)) {
            throw new IllegalStateException("step " + number + " waits for itself");
        }
        Duration end = ready(number).plus(took(number));
        for (int child : children.getOrDefault(number, List.of())) {
            end = longer(end, end(child));
        }
        ends.put(number, end);
        return end;
    }

    private Duration took(int number) {
        StepRow row = row(number);
        if (row.state() != StepState.SUCCEEDED || !(row.progress().get("task") instanceof Payload.Fields stored)) {
            return Duration.ZERO;
        }
        RemoteTask task = mapper.read(stored, RemoteTask.class);
        Duration work = worked.get(task.lane().region() + "/" + task.id());
        if (work == null) {
            throw new IllegalStateException("nobody knows how long " + task + " took");
        }
        looked++;
        return work.plus(provider.observing(task).leastInterval());
    }

    private StepRow row(int number) {
        StepRow row = rows.get(number);
        if (row == null) {
            throw new IllegalStateException("there is no step " + number);
        }
        return row;
    }
}
