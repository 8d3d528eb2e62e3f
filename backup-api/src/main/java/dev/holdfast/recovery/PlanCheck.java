// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a plan must hold to by itself, however it came here: from its builder, a kit or a file. */
final class PlanCheck {
    private static final int LONGEST_NAME = 128;

    private final String name;
    private final List<RecoveryGroup> groups;
    private final Map<String, RecoveryGroup> byName = new LinkedHashMap<>();

    private PlanCheck(String name, List<RecoveryGroup> groups) {
        this.name = name;
        this.groups = groups;
    }

    static void check(String name, List<RecoveryGroup> groups, Set<String> overrides) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A recovery plan needs a name");
        }
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The name of a recovery plan has at most " + LONGEST_NAME
                    + " characters, not " + name.length() + ": shorten it");
        }
        PlanCheck check = new PlanCheck(name, groups);
        if (groups.isEmpty()) {
            throw check.refused("has no group: add one with group(...)");
        }
        check.checkNames(overrides);
        check.checkOrder();
    }

    private void checkNames(Set<String> overrides) {
        Map<String, String> groupOf = new HashMap<>();
        for (RecoveryGroup group : groups) {
            if (group.name().isBlank()) {
                throw refused("has a group without a name");
            }
            if (byName.put(group.name(), group) != null) {
                throw refused("has two groups named '" + group.name() + "': rename one");
            }
            if (group.machines().isEmpty()) {
                throw refused("has no machine in group '" + group.name() + "': name at least one");
            }
            for (String machine : group.machines()) {
                if (machine.isBlank()) {
                    throw refused("has a machine without a name in group '" + group.name() + "'");
                }
                String other = groupOf.put(machine, group.name());
                if (other != null) {
                    throw refused("names machine '" + machine + "' in group '" + other + "' and in group '"
                            + group.name() + "': keep it in one");
                }
            }
        }
        for (RecoveryGroup group : groups) {
            for (String before : group.after()) {
                if (!byName.containsKey(before)) {
                    throw refused("lets group '" + group.name() + "' wait for '" + before
                            + "', which is not a group of it: name one of " + byName.keySet());
                }
            }
        }
        for (String machine : overrides) {
            if (!groupOf.containsKey(machine)) {
                throw refused("overrides machine '" + machine
                        + "', which is in none of its groups: add it to one, or remove the override");
            }
        }
    }

    /** One walk over all edges, without recursion: plans may be thousands of groups deep. */
    private void checkOrder() {
        Set<String> cleared = new HashSet<>();
        for (RecoveryGroup start : groups) {
            Set<String> path = new LinkedHashSet<>();
            Deque<Iterator<String>> open = new ArrayDeque<>();
            Deque<String> names = new ArrayDeque<>();
            String next = start.name();
            while (next != null || !open.isEmpty()) {
                if (next != null && cleared.add(next)) {
                    path.add(next);
                    names.push(next);
                    open.push(after(next));
                } else if (next != null && path.contains(next)) {
                    throw circle(path, next);
                }
                Iterator<String> waits = open.peek();
                if (waits == null) {
                    break;
                }
                next = waits.hasNext() ? waits.next() : null;
                if (next == null) {
                    open.pop();
                    path.remove(names.pop());
                }
            }
        }
    }

    private Iterator<String> after(String group) {
        RecoveryGroup found = byName.get(group);
        return found == null ? List.<String>of().iterator() : found.after().iterator();
    }

    private IllegalArgumentException circle(Set<String> path, String again) {
        List<String> walked = List.copyOf(path);
        return refused("lets groups wait for each other in a circle: "
                + String.join(" after ", walked.subList(walked.indexOf(again), walked.size())) + " after " + again
                + "; remove one of these");
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("Recovery plan '" + name + "' " + why);
    }
}
