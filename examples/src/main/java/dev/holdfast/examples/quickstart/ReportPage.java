// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.spi.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** One page that needs nothing else: no network, no script, one style that is named by its digest. */
final class ReportPage {
    private static final int LEFT = 330;
    private static final int WIDTH = 640;
    private static final int ROW = 17;
    private static final int TICKS = 8;

    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:64em;padding:0 1em;color:#1b2733}"
                    + "h1,h2{line-height:1.2}table{border-collapse:collapse}td,th{text-align:left;"
                    + "padding:.2em 1em .2em 0;vertical-align:top}pre{background:#f3f5f7;padding:1em;overflow:auto;"
                    + "font-size:12px}.good{color:#17663a}.bad{color:#a11d1d;font-weight:bold}"
                    + "svg{max-width:100%;height:auto}";

    private final Story story;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Story story) {
        this.story = story;
    }

    void write(Path file) throws IOException {
        Files.writeString(file, text(), StandardCharsets.UTF_8);
    }

    String text() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .append(digest(STYLE))
                .append("'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
                .append("<title>Holdfast: a region was lost</title>\n<style>")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>A region was lost, and the shop came back</h1>\n");
        facts();
        proofs();
        html.append("<h2>Timeline</h2>\n<p>Time of the simulated cloud since its beginning. Each bar is a step of an")
                .append(" operation, from its intent to its end.</p>\n");
        story.acts().forEach(this::act);
        points();
        html.append("<h2>What the failover showed before it began</h2>\n<pre>")
                .append(escaped(story.preview()))
                .append("</pre>\n");
        story.reports()
                .values()
                .forEach(report -> html.append("<pre>")
                        .append(escaped(report.text("summary")))
                        .append("</pre>\n"));
        return html.append("</body>\n</html>\n").toString();
    }

    private void facts() {
        html.append("<table>\n");
        story.facts()
                .forEach((name, value) -> html.append("<tr><th>")
                        .append(escaped(name))
                        .append("</th><td>")
                        .append(escaped(value))
                        .append("</td></tr>\n"));
        html.append("</table>\n");
    }

    private void proofs() {
        html.append("<h2>Proof</h2>\n<table>\n");
        for (Story.Proof proof : story.proofs()) {
            html.append("<tr><td class=\"")
                    .append(proof.good() ? "good\">proved" : "bad\">not so")
                    .append("</td><td>")
                    .append(escaped(proof.what()))
                    .append("</td><td>")
                    .append(escaped(proof.how()))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void points() {
        html.append("<h2>Recovery points</h2>\n<table>\n");
        for (Payload.Fields point : story.points()) {
            html.append("<tr><td>")
                    .append(escaped(point.text("kind")))
                    .append("</td><td>")
                    .append(escaped(point.text("consistency")))
                    .append("</td><td>")
                    .append(point.get("moment") instanceof Payload.Time moment ? Terminal.clock(moment.value()) : "")
                    .append("</td><td>")
                    .append(escaped(point.text("id")))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void act(Story.Act act) {
        List<Story.Bar> bars = act.bars();
        html.append("<h3>")
                .append(escaped(act.title()))
                .append(": ")
                .append(escaped(act.state()))
                .append("</h3>\n");
        if (bars.isEmpty()) {
            return;
        }
        Instant from =
                bars.stream().map(Story.Bar::from).min(Instant::compareTo).orElseThrow();
        Instant to = bars.stream().map(Story.Bar::to).max(Instant::compareTo).orElseThrow();
        double scale = WIDTH / Math.max(1.0, Duration.between(from, to).toMillis());
        int height = bars.size() * ROW + 24;
        html.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\""
                        + " font-family=\"system-ui,sans-serif\" font-size=\"11\">%n",
                LEFT + WIDTH + 60,
                height,
                LEFT + WIDTH + 60));
        ticks(from, to, height);
        for (int i = 0; i < bars.size(); i++) {
            bar(bars.get(i), i * ROW, from, scale);
        }
        html.append("</svg>\n");
    }

    private void ticks(Instant from, Instant to, int height) {
        Duration all = Duration.between(from, to);
        for (int i = 0; i <= TICKS; i++) {
            int x = LEFT + WIDTH * i / TICKS;
            html.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\" stroke=\"#dde3e8\"/>"
                            + "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#5b6b78\">%s</text>%n",
                    x,
                    x,
                    height - 20,
                    x,
                    height - 6,
                    Terminal.clock(from.plus(all.multipliedBy(i).dividedBy(TICKS)))));
        }
    }

    private void bar(Story.Bar bar, int y, Instant from, double scale) {
        double x = LEFT + Duration.between(from, bar.from()).toMillis() * scale;
        double width = Math.max(1.5, Duration.between(bar.from(), bar.to()).toMillis() * scale);
        String colour = !bar.state().equals("SUCCEEDED")
                ? "#b8860b"
                : bar.where().equals(Shop.TARGET) ? "#2b7a9b" : bar.where().isEmpty() ? "#7a6aa8" : "#3f8f5b";
        String shown = bar.name().length() > 52 ? bar.name().substring(0, 51) + "\u2026" : bar.name();
        html.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %s, %s to %s</title><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        + "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/></g>%n",
                escaped(bar.name()),
                escaped(bar.state()),
                Terminal.clock(bar.from()),
                Terminal.clock(bar.to()),
                LEFT - 8,
                y + 13,
                escaped(shown),
                x,
                y + 4,
                width,
                ROW - 6,
                colour));
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
