// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.network.Connection;
import dev.holdfast.testkit.world.network.ConnectionHandler;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shipped program {@code application}: talks to a database by address and port and is healthy only if that answers.
 *
 * <p>Configuration: {@code port} (8080), {@code database} ({@code ADDRESS:PORT}, required), {@code name} (prefix of the
 * keys it writes, default its address), {@code stream.millis} (0: writes nothing until asked).
 *
 * <p>Frames: {@code health}: {@code healthy STATUS-OF-DATABASE} or {@code unhealthy REASON}; {@code stream MILLIS}:
 * writes a record that often, 0 ends it; {@code written}: {@code written N} acknowledged records. Any other frame goes to
 * the database and its answer comes back. {@code stream} and {@code written} are guest commands too.
 */
@SuppressWarnings("NullAway.Init") // its memory is filled at boot, before anything else is called
final class ApplicationProgram implements Program {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Computer computer;
    private String host = "";
    private int port;
    private String name = "";
    private long written;
    private long sent;
    private int stream;

    @Override
    public void boot(Computer on, String configuration) {
        Configuration config = new Configuration(configuration);
        computer = on;
        String[] database = config.text("database").split(":", 2);
        if (database.length != 2) {
            throw new BootFailure("configuration: database is not ADDRESS:PORT");
        }
        host = database[0];
        port = Integer.parseInt(database[1]);
        name = config.text("name", on.address());
        on.listen((int) config.number("port", 8_080));
        stream(config.number("stream.millis", 0));
    }

    @Override
    public void message(Connection connection, String text) {
        switch (text.split(" ", 2)[0]) {
            case "health" ->
                ask(
                        "status",
                        answer -> connection.send(
                                answer.startsWith("failed") ? "unhealthy " + answer : "healthy " + answer));
            case "stream", "written" -> connection.send(command(text).output());
            default -> ask(text, connection::send);
        }
    }

    @Override
    public Reply command(String text) {
        String[] words = text.split(" ", 2);
        return switch (words[0]) {
            case "written" -> new Reply(0, "written " + written);
            case "stream" -> {
                stream(words.length > 1 ? Long.parseLong(words[1]) : 0);
                yield new Reply(0, "streaming");
            }
            default -> new Reply(127, "unknown command " + words[0]);
        };
    }

    private void stream(long millis) {
        int mine = ++stream;
        if (millis > 0) {
            computer.timer(Duration.ofMillis(millis), () -> write(mine, Duration.ofMillis(millis)));
        }
    }

    private void write(int mine, Duration pause) {
        if (mine != stream) {
            return;
        }
        long number = ++sent;
        ask("put " + name + "-" + number + " record-" + number, answer -> {
            if (answer.startsWith("ok ")) {
                written++;
            }
        });
        computer.timer(pause, () -> write(mine, pause));
    }

    private void ask(String text, Consumer<String> answer) {
        computer.connect(host, port, new Question(computer, text, answer));
    }

    /** One question over one connection, with a deadline. */
    private static final class Question implements ConnectionHandler {

        private final Computer computer;
        private final String text;
        private @Nullable Consumer<String> answer;

        Question(Computer computer, String text, Consumer<String> answer) {
            this.computer = computer;
            this.text = text;
            this.answer = answer;
        }

        @Override
        public void opened(Connection connection) {
            computer.timer(PATIENCE, () -> {
                connection.close();
                end("failed: database does not answer");
            });
            connection.send(text);
        }

        @Override
        public void refused() {
            end("failed: database refuses the connection");
        }

        @Override
        public void timedOut() {
            end("failed: database is silent");
        }

        @Override
        public void message(Connection connection, String reply) {
            connection.close();
            end(reply);
        }

        @Override
        public void closed(Connection connection) {
            end("failed: database closed the connection");
        }

        private void end(String outcome) {
            Consumer<String> waiting = answer;
            answer = null;
            if (waiting != null) {
                waiting.accept(outcome);
            }
        }
    }
}
