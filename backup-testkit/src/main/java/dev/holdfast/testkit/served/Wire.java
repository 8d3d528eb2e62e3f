// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Cipher;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.profile.Hurry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How calls, answers and failures look in frames. */
final class Wire {
    /** What both sides must speak. */
    static final long VERSION = 2;

    static final String HELLO = "hello";
    static final String WELCOME = "welcome";
    static final String REFUSED = "refused";
    static final String CALL = "call";
    static final String ANSWER = "answer";
    static final String IDLE = "idle";
    static final String BUSY = "busy";
    static final String NOW = "now";
    static final String BYE = "bye";

    /** In a greeting: the host goes by its own clock, and by the world's only where they are the same. */
    static final String OWN_CLOCK = "ownClock";

    static final String START = "start";
    static final String OBSERVE = "observe";
    static final String FIND = "find";
    static final String READ = "read";
    static final String PROBE = "probe";
    static final String LIST_BLOCKS = "listBlocks";
    static final String READ_BLOCK = "readBlock";

    /** Both ends are on one machine and let in by the run's secret: a machine's user data goes over as it is. */
    private static final Cipher AS_IT_IS = new Cipher() {
        @Override
        public String encrypt(String plain) {
            return plain;
        }

        @Override
        public String decrypt(String encrypted) {
            return encrypted;
        }
    };

    static final PayloadMapper MAPPER = PayloadMapper.with(AS_IT_IS);

    private Wire() {}

    static Payload.Fields frame(String kind) {
        return Payload.Fields.EMPTY.with("frame", kind);
    }

    static String text(Payload.Fields frame, String name) throws Frames.Malformed {
        if (frame.get(name) instanceof Payload.Text text) {
            return text.value();
        }
        throw new Frames.Malformed("a frame without the text '" + name + "'");
    }

    static @Nullable String optional(Payload.Fields frame, String name) {
        return frame.get(name) instanceof Payload.Text text ? text.value() : null;
    }

    static long whole(Payload.Fields frame, String name) throws Frames.Malformed {
        if (frame.get(name) instanceof Payload.Whole whole) {
            return whole.value();
        }
        throw new Frames.Malformed("a frame without the number '" + name + "'");
    }

    static boolean truth(Payload.Fields frame, String name) {
        return frame.get(name) instanceof Payload.Truth truth && truth.value();
    }

    static <T> T value(Payload.Fields frame, String name, Class<T> type) throws Frames.Malformed {
        Payload payload = frame.get(name);
        if (payload == null) {
            throw new Frames.Malformed("a frame without '" + name + "'");
        }
        try {
            return MAPPER.read(payload, type);
        } catch (IllegalArgumentException e) {
            throw new Frames.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static <T> List<T> values(Payload.Fields frame, String name, Class<T> type) throws Frames.Malformed {
        Payload payload = frame.get(name);
        if (payload == null) {
            throw new Frames.Malformed("a frame without '" + name + "'");
        }
        try {
            return MAPPER.readList(payload, type);
        } catch (IllegalArgumentException e) {
            throw new Frames.Malformed(String.valueOf(e.getMessage()));
        }
    }

    /** What a call asks of a provider. All of the frame is read here, before anything runs. */
    static Callable<Payload> request(Payload.Fields frame, BackupProvider provider) throws Frames.Malformed {
        CallContext context = value(frame, "context", CallContext.class);
        String cursor = optional(frame, "cursor");
        String verb = text(frame, "verb");
        return switch (verb) {
            case START -> {
                Call call = value(frame, "call", Call.class);
                yield () -> MAPPER.write(provider.start(call, context));
            }
            case OBSERVE -> {
                List<RemoteTask> tasks = values(frame, "tasks", RemoteTask.class);
                yield () -> MAPPER.write(provider.observe(tasks, context));
            }
            case FIND -> {
                List<Trace> traces = values(frame, "traces", Trace.class);
                yield () -> MAPPER.write(provider.find(traces, cursor, context));
            }
            case READ -> {
                FactQuery<?> query = value(frame, "query", FactQuery.class);
                yield () -> page(provider.read(query, cursor, context));
            }
            case PROBE -> {
                ResourceId machine = value(frame, "machine", ResourceId.class);
                String address = text(frame, "address");
                HealthCheck check = value(frame, "check", HealthCheck.class);
                yield () -> Payload.of(provider.healthProbe().orElseThrow().attempt(machine, address, check, context));
            }
            case LIST_BLOCKS -> {
                Lane lane = value(frame, "lane", Lane.class);
                String point = text(frame, "point");
                String since = optional(frame, "since");
                yield () -> MAPPER.write(provider.blocks().orElseThrow().list(lane, point, since, cursor, context));
            }
            case READ_BLOCK -> {
                Lane lane = value(frame, "lane", Lane.class);
                String point = text(frame, "point");
                BlockAccess.Block block = value(frame, "block", BlockAccess.Block.class);
                yield () -> bytes(provider.blocks().orElseThrow().read(lane, point, block, context));
            }
            default -> throw new Frames.Malformed("a call of '" + verb + "', which is not known");
        };
    }

    private static Payload page(ReadPage<?> page) {
        List<Payload> items = new ArrayList<>();
        for (Object item : page.items()) {
            items.add(MAPPER.write(item));
        }
        return Payload.Fields.EMPTY
                .with("items", new Payload.Items(items))
                .with("next", page.next())
                .with("complete", Payload.of(page.complete()));
    }

    static <T> ReadPage<T> page(Payload payload, Class<T> type) {
        Payload.Fields fields = (Payload.Fields) payload;
        List<T> items = MAPPER.readList(new Payload.Items(fields.items("items")), type);
        return new ReadPage<>(items, optional(fields, "next"), truth(fields, "complete"));
    }

    private static Payload bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return Payload.of(Base64.getEncoder().encodeToString(bytes));
    }

    static ByteBuffer bytes(Payload payload) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(((Payload.Text) payload).value()))
                .asReadOnlyBuffer();
    }

    static Answer answer(Payload payload) {
        return MAPPER.read(payload, Answer.class);
    }

    static List<Observation> observations(Payload payload) {
        return MAPPER.readList(payload, Observation.class);
    }

    static FindPage sightings(Payload payload) {
        return MAPPER.read(payload, FindPage.class);
    }

    /** The profile of the cloud that greets. */
    static CloudProfile profile(Payload.Fields welcome) throws Frames.Malformed {
        int durations = (int) whole(welcome, "hurry");
        int rates = (int) whole(welcome, "hurryOfRates");
        return CloudProfile.named(text(welcome, "profile")).hurried(new Hurry(durations, rates));
    }

    /** What was thrown, as a failure of the call. */
    static Payload failure(Throwable thrown) {
        CallFailure failure = thrown instanceof CallFailure known
                ? known
                : CallFailure.builder(
                                FailureKind.UNRECOGNISED,
                                CallFailure.Effect.POSSIBLE,
                                thrown.getClass().getSimpleName() + ": " + thrown.getMessage())
                        .build();
        return MAPPER.write(failure);
    }
}
