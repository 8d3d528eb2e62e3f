// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.spi.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there was to see, for summary and page. */
final class Story {
    /**
     * A step.
     *
     * @param name what it is
     * @param where the region of its request; empty where it is none
     * @param state how it ended
     * @param from when it was ordered
     * @param to when it ended
     */
    record Bar(String name, String where, String state, Instant from, Instant to) {}

    /**
     * An operation.
     *
     * @param title what it is
     * @param state how it ended
     * @param bars its steps, those that took time
     */
    record Act(String title, String state, List<Bar> bars) {}

    /**
     * Something that was checked.
     *
     * @param what what was to be so
     * @param good whether it is
     * @param how by what it is known
     */
    record Proof(String what, boolean good, String how) {}

    private final List<Act> acts = new ArrayList<>();
    private final List<Proof> proofs = new ArrayList<>();
    private final List<Payload.Fields> points = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, Payload.Fields> reports = new LinkedHashMap<>();
    private String preview = "";

    void hear(Payload.Fields said) {
        switch (said.text("feed")) {
            case Feed.OPERATION -> acts.add(act(said));
            case Feed.POINT -> points.add(said);
            case Feed.PREVIEW -> preview = said.text("text");
            case Feed.REPORT -> reports.put(said.text("mode"), said);
            default -> {
                // Seen while it happened.
            }
        }
    }

    private static Act act(Payload.Fields said) {
        List<Bar> bars = new ArrayList<>();
        for (Payload each : said.items("steps")) {
            if (each instanceof Payload.Fields step
                    && step.get("from") instanceof Payload.Time from
                    && step.get("to") instanceof Payload.Time to
                    && (step.truth("request") || step.text("name").startsWith("check"))) {
                String item = step.get("item") == null ? "" : step.text("item");
                String where = step.get("lane") == null ? "" : step.text("lane");
                bars.add(new Bar(
                        Terminal.plain(step.text("name"), item), where, step.text("state"), from.value(), to.value()));
            }
        }
        return new Act(said.text("title"), said.text("state"), bars);
    }

    void fact(String name, String value) {
        facts.put(name, value);
    }

    void proof(Proof proof) {
        proofs.add(proof);
    }

    boolean good() {
        return !proofs.isEmpty()
                && proofs.stream().allMatch(Proof::good)
                && !reports.isEmpty()
                && reports.values().stream().allMatch(report -> report.truth("met"));
    }

    List<Act> acts() {
        return acts;
    }

    List<Proof> proofs() {
        return proofs;
    }

    List<Payload.Fields> points() {
        return points;
    }

    Map<String, String> facts() {
        return facts;
    }

    Map<String, Payload.Fields> reports() {
        return reports;
    }

    String preview() {
        return preview;
    }
}
