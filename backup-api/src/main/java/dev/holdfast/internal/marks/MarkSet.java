// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.marks;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.StepKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the marks of one thing say. A pure value: {@link #format()} and {@link #parse} are each other's inverse.
 *
 * @param key the step key of the call that made the thing; names the installation
 * @param kind what the thing itself is; never a set, whose members carry their own marks
 * @param point the point that it belongs to
 * @param members how many members the point has
 * @param source what it was made from, or {@code null} where one call makes several things
 * @param asked the consistency asked for
 * @param got the consistency got, or {@code null} while that is not known
 * @param moment the moment of the data, or of the intent while {@code got} is not known; cut to milliseconds
 * @param keep how long it stays
 */
public record MarkSet(
        StepKey key,
        ProductKind kind,
        RecoveryPointId point,
        int members,
        @Nullable Source source,
        ConsistencyLevel asked,
        @Nullable ConsistencyLevel got,
        Instant moment,
        Keep keep) {
    static final String FORMAT = "1:";

    private static final String NONE = "@none";
    private static final String HELD = "hold";
    private static final String NOT_HELD = "free";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:@-]{1," + Marks.LONGEST + "}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern DIGEST = Pattern.compile("@[0-9a-f]{32}");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int LONGEST_SOURCE = 80;
    private static final int LONGEST_POLICY = 64;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
            .withResolverStyle(java.time.format.ResolverStyle.STRICT);

    /**
     * What a thing was made from: its id where that fits, else a digest of it.
     *
     * @param text as it stands in the mark
     */
    public record Source(String text) {
        /**
         * Checks the form.
         *
         * @param text as it stands in the mark
         */
        public Source {
            if (!DIGEST.matcher(text).matches()) {
                idOf(text);
            }
        }

        /**
         * The source that a thing was made from.
         *
         * @param id the disk or machine
         * @return the source
         */
        public static Source of(ResourceId id) {
            String text = id.toString().replace('/', ':');
            boolean fits = text.length() <= LONGEST_SOURCE
                    && Arrays.stream(id.toString().split("/", -1))
                            .allMatch(part -> WORD.matcher(part).matches())
                    && text.chars().filter(c -> c == ':').count() == 4;
            return new Source(fits ? text : digest(id.toString()));
        }

        /**
         * The source itself, where the mark names it.
         *
         * @return the id, or {@code null} if the mark holds a digest only
         */
        public @Nullable ResourceId id() {
            return text.startsWith("@") ? null : idOf(text);
        }

        /**
         * Whether the mark means this resource.
         *
         * @param id a disk or machine
         * @return true if it does
         */
        public boolean matches(ResourceId id) {
            return equals(of(id));
        }

        private static ResourceId idOf(String text) {
            String[] parts = text.split(":", -1);
            if (text.length() > LONGEST_SOURCE || parts.length != 5) {
                throw new IllegalArgumentException("a source is provider:account:region:kind:id or @ and a digest");
            }
            for (String part : parts) {
                if (!WORD.matcher(part).matches()) {
                    throw new IllegalArgumentException("a source has parts of letters, digits, '.', '_' and '-'");
                }
            }
            ResourceId id = ResourceId.parse(String.join("/", parts));
            if (!id.toString().replace('/', ':').equals(text)) {
                throw new IllegalArgumentException("a source is written in one way only");
            }
            return id;
        }
    }

    /**
     * How long a thing stays.
     *
     * @param policy the name of the policy, its digest as {@code @...}, or {@code null} for none
     * @param until until when, cut to milliseconds, or {@code null} if the policy alone says
     * @param hold whether it stays until a person says otherwise
     */
    public record Keep(@Nullable String policy, @Nullable Instant until, boolean hold) {
        /**
         * Writes the policy's name as a mark can hold it.
         *
         * @param policy the name of the policy, its digest as {@code @...}, or {@code null} for none
         * @param until until when, cut to milliseconds, or {@code null} if the policy alone says
         * @param hold whether it stays until a person says otherwise
         */
        public Keep {
            if (policy != null && !DIGEST.matcher(policy).matches()) {
                boolean fits = policy.length() <= LONGEST_POLICY
                        && WORD.matcher(policy).matches();
                policy = fits ? policy : digest(policy);
            }
            until = until == null ? null : cut(until);
        }

        /**
         * Whether the mark means this policy.
         *
         * @param name the policy's name
         * @return true if it does
         */
        public boolean isBy(String name) {
            return policy != null && policy.equals(new Keep(name, null, false).policy);
        }
    }

    /**
     * Checks the parts.
     *
     * @param key the step key of the call that made the thing; names the installation
     * @param kind what the thing itself is; never a set, whose members carry their own marks
     * @param point the point that it belongs to
     * @param members how many members the point has
     * @param source what it was made from, or {@code null} where one call makes several things
     * @param asked the consistency asked for
     * @param got the consistency got, or {@code null} while that is not known
     * @param moment the moment of the data, or of the intent while {@code got} is not known; cut to milliseconds
     * @param keep how long it stays
     * @throws IllegalArgumentException if the kind is nothing or a set, there is no member, or the moment is outside the
     *     years 0 to 9999
     */
    public MarkSet {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(point, "point");
        Objects.requireNonNull(asked, "asked");
        Objects.requireNonNull(keep, "keep");
        if (kind == ProductKind.NOTHING || kind == ProductKind.SNAPSHOT_SET || kind == ProductKind.MACHINES) {
            throw new IllegalArgumentException("A mark names the kind of one thing, not " + kind);
        }
        if (members < 1 || members > 999_999_999) {
            throw new IllegalArgumentException("A point has 1 to 999,999,999 members, not " + members);
        }
        moment = cut(moment);
    }

    /**
     * The five marks, without the seal.
     *
     * @return values by name
     */
    public SortedMap<String, String> format() {
        SortedMap<String, String> marks = new TreeMap<>();
        marks.put(Marks.HOLDFAST, FORMAT + key.installation() + ":" + word(kind));
        marks.put(Marks.KEY, key.mark());
        marks.put(Marks.POINT, FORMAT + point + ":" + members);
        marks.put(
                Marks.DATA,
                FORMAT + time(moment) + ":" + word(asked) + ":" + word(got)
                        + (source == null ? "" : ":" + source.text()));
        marks.put(
                Marks.KEEP,
                FORMAT + (keep.policy() == null ? NONE : keep.policy()) + ":" + time(keep.until()) + ":"
                        + (keep.hold() ? HELD : NOT_HELD));
        marks.forEach(MarkSet::checked);
        return marks;
    }

    /**
     * The six marks.
     *
     * @param seal the seal
     * @return values by name
     */
    public SortedMap<String, String> sealed(Seal seal) {
        SortedMap<String, String> marks = format();
        marks.put(Marks.SEAL, seal.over(marks));
        return marks;
    }

    /**
     * Reads the five marks. Does not look at the seal: {@link MarkReading} does both.
     *
     * @param tags the tags of a thing, others among them
     * @return what they say
     * @throws IllegalArgumentException if one is missing or malformed, or two contradict each other; names the mark
     */
    public static MarkSet parse(Map<String, String> tags) {
        String[] who = parts(tags, Marks.HOLDFAST, 2, 2);
        StepKey key = read(Marks.KEY, () -> StepKey.ofMark(value(tags, Marks.KEY)));
        if (!key.installation().equals(who[0])) {
            throw malformed(Marks.KEY, "another installation than in " + Marks.HOLDFAST);
        }
        String[] point = parts(tags, Marks.POINT, 2, 2);
        String[] data = parts(tags, Marks.DATA, 3, 8);
        String[] keep = parts(tags, Marks.KEEP, 3, 3);
        if (!COUNT.matcher(point[1]).matches()) {
            throw malformed(Marks.POINT, "the number of members is not a positive number");
        }
        if (!keep[2].equals(HELD) && !keep[2].equals(NOT_HELD)) {
            throw malformed(Marks.KEEP, "the last part is neither " + HELD + " nor " + NOT_HELD);
        }
        boolean policyKnown = keep[0].equals(NONE)
                || DIGEST.matcher(keep[0]).matches()
                || (WORD.matcher(keep[0]).matches() && keep[0].length() <= LONGEST_POLICY);
        if (!policyKnown) {
            throw malformed(Marks.KEEP, "the policy has no form that is known");
        }
        Instant moment = moment(Marks.DATA, data[0]);
        if (moment == null) {
            throw malformed(Marks.DATA, "the moment is missing");
        }
        ConsistencyLevel asked = level(data[1]);
        if (asked == null) {
            throw malformed(Marks.DATA, "the level asked for is missing");
        }
        return new MarkSet(
                key,
                read(Marks.HOLDFAST, () -> kind(who[1])),
                read(Marks.POINT, () -> new RecoveryPointId(point[0])),
                Integer.parseInt(point[1]),
                data.length == 3
                        ? null
                        : read(
                                Marks.DATA,
                                () -> new Source(
                                        String.join(":", Arrays.asList(data).subList(3, data.length)))),
                asked,
                level(data[2]),
                moment,
                new Keep(keep[0].equals(NONE) ? null : keep[0], moment(Marks.KEEP, keep[1]), keep[2].equals(HELD)));
    }

    /** The value itself, if it keeps to what every cloud allows. */
    static String checked(String name, String value) {
        if (!SAFE.matcher(value).matches()) {
            throw malformed(
                    name,
                    "not 1 to " + Marks.LONGEST + " letters, digits, '.', '_', ':', '@' or '-', but " + value.length()
                            + " characters or others among them");
        }
        return value;
    }

    static @Nullable String installation(Map<String, String> tags) {
        String[] parts = tags.getOrDefault(Marks.HOLDFAST, "").split(":", -1);
        return parts.length < 2 || parts[1].isEmpty() ? null : parts[1];
    }

    private static String value(Map<String, String> tags, String name) {
        String value = tags.get(name);
        if (value == null) {
            throw malformed(name, "missing");
        }
        return checked(name, value);
    }

    private static String[] parts(Map<String, String> tags, String name, int least, int most) {
        String value = value(tags, name);
        if (!value.startsWith(FORMAT)) {
            throw malformed(name, "a format that this version does not know; it knows " + FORMAT);
        }
        String[] parts = value.substring(FORMAT.length()).split(":", -1);
        if (parts.length < least || parts.length > most) {
            throw malformed(name, parts.length + " parts");
        }
        return parts;
    }

    private static String word(@Nullable Enum<?> constant) {
        return constant == null
                ? NONE
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ProductKind kind(String word) {
        for (ProductKind kind : ProductKind.values()) {
            if (word(kind).equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("a kind of thing that this version does not know");
    }

    private static @Nullable ConsistencyLevel level(String word) {
        for (ConsistencyLevel level : ConsistencyLevel.values()) {
            if (word(level).equals(word)) {
                return level;
            }
        }
        if (word.equals(NONE)) {
            return null;
        }
        throw malformed(Marks.DATA, "a level of consistency that this version does not know");
    }

    private static Instant cut(Instant moment) {
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new IllegalArgumentException("A mark holds moments of the years 0 to 9999, not " + moment);
        }
        return moment.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String time(@Nullable Instant moment) {
        return moment == null ? NONE : TIME.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    private static @Nullable Instant moment(String name, String text) {
        if (text.equals(NONE)) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw malformed(name, "a moment has the form 20260102T030405.678Z");
        }
    }

    private static <T> T read(String name, java.util.function.Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), "");
            throw why.startsWith("Mark ") ? e : malformed(name, why);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "@" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static IllegalArgumentException malformed(String name, String why) {
        return new IllegalArgumentException("Mark '" + name + "' is not readable: " + why);
    }
}
