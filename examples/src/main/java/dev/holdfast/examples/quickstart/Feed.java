// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.operation.Operation;
import dev.holdfast.operation.Preview;
import dev.holdfast.operation.Step;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.Payload;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host tells the one who watches: one line each, as Holdfast's own text form. */
final class Feed {
    static final String EVENT = "event";
    static final String OPERATION = "operation";
    static final String PHASE = "phase";
    static final String POINT = "point";
    static final String PREVIEW = "preview";
    static final String REPORT = "report";

    private final PrintStream out;

    Feed(PrintStream out) {
        this.out = out;
    }

    private void say(String kind, Payload.Fields body) {
        out.println(body.with("feed", kind).canonical());
        out.flush();
    }

    /** Holdfast's event, as it comes. */
    void event(EventRow event) {
        say(EVENT, event.body().with("operation", event.operation().value()));
    }

    /** Now is the time for something that the other side does. */
    void phase(String name) {
        say(PHASE, Payload.Fields.EMPTY.with("name", name));
    }

    void points(List<RecoveryPoint> points) {
        for (RecoveryPoint point : points) {
            say(
                    POINT,
                    Payload.Fields.EMPTY
                            .with("id", point.id().value())
                            .with("kind", point.kind().name())
                            .with("consistency", point.got().name())
                            .with("moment", new Payload.Time(point.moment()))
                            .with(
                                    "places",
                                    Payload.ofTexts(point.replicas().stream()
                                            .map(replica -> replica.location().region())
                                            .distinct()
                                            .sorted()
                                            .toList())));
        }
    }

    /** The steps of an operation, for the timeline. */
    void operation(String title, Operation<?> operation) {
        List<Payload> steps = new ArrayList<>();
        for (Step step : operation.status().steps()) {
            Instant from = step.intendedAt();
            Instant to = step.endedAt();
            if (from != null && to != null) {
                steps.add(Payload.Fields.EMPTY
                        .with("name", step.name())
                        .with("item", step.item())
                        .with("state", step.state().name())
                        .with("request", Payload.of(step.request()))
                        .with("lane", step.lane() == null ? null : step.lane().region())
                        .with("from", new Payload.Time(from))
                        .with("to", new Payload.Time(to)));
            }
        }
        say(
                OPERATION,
                Payload.Fields.EMPTY
                        .with("title", title)
                        .with("state", operation.status().state().name())
                        .with("steps", new Payload.Items(steps)));
    }

    void preview(Preview<?> preview) {
        say(
                PREVIEW,
                Payload.Fields.EMPTY
                        .with("text", preview.toString())
                        .with("requests", preview.requests().size())
                        .with("rpoSeconds", seconds(preview.rpo()))
                        .with("rtoSeconds", seconds(preview.rto())));
    }

    void report(RecoveryReport report) {
        say(
                REPORT,
                Payload.Fields.EMPTY
                        .with("mode", report.mode().name())
                        .with("summary", report.summary())
                        .with("met", Payload.of(report.met()))
                        .with("rpoSeconds", seconds(report.measuredRpo()))
                        .with("rtoSeconds", seconds(report.measuredRto()))
                        .with("rpoObjective", seconds(report.objectives().rpo()))
                        .with("rtoObjective", seconds(report.objectives().rto())));
    }

    private static @Nullable Payload seconds(@Nullable Duration duration) {
        return duration == null ? null : Payload.of(duration.toSeconds());
    }
}
