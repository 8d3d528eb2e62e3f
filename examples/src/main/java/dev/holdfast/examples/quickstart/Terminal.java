// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.world.World;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a person sees: a line when something has happened. */
final class Terminal {
    private static final Pattern ACTION = Pattern.compile("^[a-z][A-Za-z0-9-]*\\.");
    private static final Set<String> ENDS = Set.of("SUCCEEDED", "FAILED", "PARKED");
    private static final Set<String> INNER =
            Set.of("plan", "gather", "judge", "conclude", "report", "read", "attempt", "back", "recover", "record");

    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void title(String text) {
        line("");
        line("== " + text);
    }

    /** Shows what a host said, if it is for people. */
    void hear(Payload.Fields said) {
        switch (said.text("feed")) {
            case Feed.EVENT -> event(said);
            case Feed.OPERATION -> line("  " + " ".repeat(10) + said.text("title") + ": " + said.text("state"));
            case Feed.PREVIEW -> line(indented(said.text("text")));
            case Feed.REPORT -> line(indented(said.text("summary")));
            default -> {
                // Points are in the summary, phases are the stage's.
            }
        }
    }

    private void event(Payload.Fields event) {
        String when = event.get("at") instanceof Payload.Time at ? clock(at.value()) : "";
        if (event.text("type").equals("waiting")) {
            line("  " + when + "  waits      " + plain(event.text("name"), "") + ": " + event.text("why"));
        } else if (event.text("type").equals("step")
                && ENDS.contains(event.text("state"))
                && !INNER.contains(event.text("name").split("[ .]", 2)[0])) {
            String item = event.get("item") == null ? "" : event.text("item");
            String why = event.get("failure") == null ? "" : ": " + event.text("failure");
            String state = event.text("state").equals("SUCCEEDED")
                    ? "done"
                    : event.text("state").toLowerCase(Locale.ROOT);
            line("  " + when + "  " + padded(state, 9) + "  " + plain(event.text("name"), item) + why);
        }
    }

    /** A step's name without the id of its action, and what it is about. */
    static String plain(String name, String item) {
        String plain = ACTION.matcher(name).replaceFirst("");
        return item.isEmpty() || plain.contains(item) ? plain : plain + " of " + item;
    }

    /** The world's time, counted from its beginning. */
    static String clock(Instant at) {
        return duration(Duration.between(World.BEGINNING, at));
    }

    static String duration(Duration duration) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    static String bytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String indented(String text) {
        return "    " + text.replace("\n", "\n    ");
    }
}
