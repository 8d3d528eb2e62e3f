// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One mutating request: data, journaled before it is sent, executed by {@link BackupProvider#start} without being
 * planned again. A primitive without a repeat class cannot be built.
 */
public final class Primitive {
    private final String name;
    private final String type;
    private final RepeatClass repeat;
    private final Lane lane;
    private final Purpose purpose;
    private final int version;
    private final Payload.Fields arguments;
    private final List<String> actions;
    private final List<String> completes;
    private final @Nullable Lane watched;
    private final String subject;
    private final List<String> expected;
    private final Map<String, String> memberActions;
    private final ProductKind product;
    private final List<LimitUse> limits;
    private final List<Permission> permissions;
    private final List<Edge> edges;
    private final @Nullable String section;
    private final List<Expectation> expectations;
    private final List<Primitive> undo;
    private final Expected duration;
    private final Duration deadline;
    private final Duration tokenHorizon;

    private Primitive(
            String name,
            String type,
            RepeatClass repeat,
            Lane lane,
            Purpose purpose,
            int version,
            Payload.Fields arguments,
            List<String> actions,
            List<String> completes,
            @Nullable Lane watched,
            String subject,
            List<String> expected,
            Map<String, String> memberActions,
            ProductKind product,
            List<LimitUse> limits,
            List<Permission> permissions,
            List<Edge> edges,
            @Nullable String section,
            List<Expectation> expectations,
            List<Primitive> undo,
            Expected duration,
            Duration deadline,
            Duration tokenHorizon) {
        if (name.isBlank() || type.isBlank() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("A primitive needs a name without '/' and a type");
        }
        if (repeat == RepeatClass.READ) {
            throw new IllegalArgumentException(
                    "Primitive " + name + " is a READ: reads are fact queries, not primitives");
        }
        for (String completed : completes) {
            if (!actions.contains(completed)) {
                throw new IllegalArgumentException(
                        "Primitive " + name + " completes action " + completed + ", which it does not serve");
            }
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("Primitive " + name + " needs a positive deadline");
        }
        this.name = name;
        this.type = type;
        this.repeat = repeat;
        this.lane = lane;
        this.purpose = purpose;
        this.version = version;
        this.arguments = arguments;
        this.actions = List.copyOf(actions);
        this.completes = List.copyOf(completes);
        this.watched = watched;
        this.subject = subject;
        this.expected = List.copyOf(expected);
        this.memberActions = Collections.unmodifiableMap(new TreeMap<>(memberActions));
        this.product = product;
        this.limits = List.copyOf(limits);
        this.permissions = List.copyOf(permissions);
        this.edges = List.copyOf(edges);
        this.section = section;
        this.expectations = List.copyOf(expectations);
        this.undo = List.copyOf(undo);
        this.duration = duration;
        this.deadline = deadline;
        this.tokenHorizon = tokenHorizon;
    }

    /**
     * Starts a primitive.
     *
     * @param name unique in its lowering; edges and references go by it
     * @param type which request, in the provider's words, such as {@code ec2:CreateSnapshots}
     * @param repeat how the call may be repeated
     * @param lane where it is called
     * @param purpose whose credentials it uses
     * @return a builder
     */
    public static Builder builder(String name, String type, RepeatClass repeat, Lane lane, Purpose purpose) {
        return new Builder(name, type, repeat, lane, purpose);
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name, type, repeat, lane, purpose);
        builder.version = version;
        builder.arguments = arguments;
        builder.actions = actions;
        builder.completes = completes;
        builder.watched = watched;
        builder.subject = subject;
        builder.expected = expected;
        builder.memberActions = memberActions;
        builder.product = product;
        builder.limits = limits;
        builder.permissions = permissions;
        builder.edges = edges;
        builder.section = section;
        builder.expectations = expectations;
        builder.undo = undo;
        builder.duration = duration;
        builder.deadline = deadline;
        builder.tokenHorizon = tokenHorizon;
        return builder;
    }

    /**
     * Returns unique in its lowering; edges and references go by it.
     *
     * @return unique in its lowering; edges and references go by it
     */
    public String name() {
        return name;
    }

    /**
     * Returns which request, in the provider's words, such as {@code ec2:CreateSnapshots}.
     *
     * @return which request, in the provider's words, such as {@code ec2:CreateSnapshots}
     */
    public String type() {
        return type;
    }

    /**
     * Returns how the call may be repeated.
     *
     * @return how the call may be repeated
     */
    public RepeatClass repeat() {
        return repeat;
    }

    /**
     * Returns where it is called.
     *
     * @return where it is called
     */
    public Lane lane() {
        return lane;
    }

    /**
     * Returns whose credentials it uses.
     *
     * @return whose credentials it uses
     */
    public Purpose purpose() {
        return purpose;
    }

    /**
     * Returns the version of the type's arguments.
     *
     * @return the version of the type's arguments
     */
    public int version() {
        return version;
    }

    /**
     * Returns what the request says; may hold references to outputs of earlier primitives.
     *
     * @return what the request says; may hold references to outputs of earlier primitives
     */
    public Payload.Fields arguments() {
        return arguments;
    }

    /**
     * Returns the ids of the actions that it serves.
     *
     * @return the ids of the actions that it serves
     */
    public List<String> actions() {
        return actions;
    }

    /**
     * Returns the ids of the actions whose result it yields; several may yield one, whose members are joined.
     *
     * @return the ids of the actions whose result it yields; several may yield one, whose members are joined
     */
    public List<String> completes() {
        return completes;
    }

    /**
     * Returns where its work is watched, or {@code null} for the lane of the call.
     *
     * @return where its work is watched, or {@code null} for the lane of the call
     */
    public @Nullable Lane watched() {
        return watched;
    }

    /**
     * Returns the cloud id or name of what it acts on.
     *
     * @return the cloud id or name of what it acts on
     */
    public String subject() {
        return subject;
    }

    /**
     * Returns the subjects of the members that it makes together.
     *
     * @return the subjects of the members that it makes together
     */
    public List<String> expected() {
        return expected;
    }

    /**
     * Returns which action each of its members belongs to, where several actions became one request.
     *
     * @return action ids by subject; empty where all members belong to all its actions
     */
    public Map<String, String> memberActions() {
        return memberActions;
    }

    /**
     * Returns what it makes.
     *
     * @return what it makes
     */
    public ProductKind product() {
        return product;
    }

    /**
     * Returns what it takes of the declared limits.
     *
     * @return what it takes of the declared limits
     */
    public List<LimitUse> limits() {
        return limits;
    }

    /**
     * Returns the rights that it needs.
     *
     * @return the rights that it needs
     */
    public List<Permission> permissions() {
        return permissions;
    }

    /**
     * Returns what it waits for.
     *
     * @return what it waits for
     */
    public List<Edge> edges() {
        return edges;
    }

    /**
     * Returns the section that it belongs to, or {@code null} if to none.
     *
     * @return the section that it belongs to, or {@code null} if to none
     */
    public @Nullable String section() {
        return section;
    }

    /**
     * Returns the facts on which its lowering branched.
     *
     * @return the facts on which its lowering branched
     */
    public List<Expectation> expectations() {
        return expectations;
    }

    /**
     * Returns what undoes it, in order; may refer to its outputs by its name.
     *
     * @return what undoes it, in order; may refer to its outputs by its name
     */
    public List<Primitive> undo() {
        return undo;
    }

    /**
     * Returns how long it takes.
     *
     * @return how long it takes
     */
    public Expected duration() {
        return duration;
    }

    /**
     * Returns how long the call may take until its outcome counts as not known.
     *
     * @return how long the call may take until its outcome counts as not known
     */
    public Duration deadline() {
        return deadline;
    }

    /**
     * Returns how long the cloud surely knows a token, for {@link RepeatClass#TOKEN}.
     *
     * @return how long the cloud surely knows a token, for {@link RepeatClass#TOKEN}
     */
    public Duration tokenHorizon() {
        return tokenHorizon;
    }

    /** How long a token surely counts where nothing is known of the cloud: 10 minutes. */
    public static final Duration DEFAULT_TOKEN_HORIZON = Duration.ofMinutes(10);

    /**
     * Where its work is watched.
     *
     * @return {@link #watched()}, or the lane of the call
     */
    public Lane watchLane() {
        return watched == null ? lane : watched;
    }

    /**
     * The same with these arguments.
     *
     * @param value the arguments, with references resolved
     * @return the primitive
     */
    public Primitive withArguments(Payload.Fields value) {
        return toBuilder().arguments(value).build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Primitive that
                && name.equals(that.name)
                && type.equals(that.type)
                && repeat.equals(that.repeat)
                && lane.equals(that.lane)
                && purpose.equals(that.purpose)
                && version == that.version
                && arguments.equals(that.arguments)
                && actions.equals(that.actions)
                && completes.equals(that.completes)
                && Objects.equals(watched, that.watched)
                && subject.equals(that.subject)
                && expected.equals(that.expected)
                && memberActions.equals(that.memberActions)
                && product.equals(that.product)
                && limits.equals(that.limits)
                && permissions.equals(that.permissions)
                && edges.equals(that.edges)
                && Objects.equals(section, that.section)
                && expectations.equals(that.expectations)
                && undo.equals(that.undo)
                && duration.equals(that.duration)
                && deadline.equals(that.deadline)
                && tokenHorizon.equals(that.tokenHorizon);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                name,
                type,
                repeat,
                lane,
                purpose,
                version,
                arguments,
                actions,
                completes,
                watched,
                subject,
                expected,
                memberActions,
                product,
                limits,
                permissions,
                edges,
                section,
                expectations,
                undo,
                duration,
                deadline,
                tokenHorizon);
    }

    @Override
    public String toString() {
        return name + ": " + type + " on " + (subject.isEmpty() ? lane.toString() : subject + " in " + lane) + " ["
                + repeat + "]";
    }

    /** Builds a {@link Primitive}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final String type;
        private final RepeatClass repeat;
        private final Lane lane;
        private final Purpose purpose;
        private int version = 1;
        private Payload.Fields arguments = Payload.Fields.EMPTY;
        private List<String> actions = List.of();
        private List<String> completes = List.of();
        private @Nullable Lane watched;
        private String subject = "";
        private List<String> expected = List.of();
        private Map<String, String> memberActions = Map.of();
        private ProductKind product = ProductKind.NOTHING;
        private List<LimitUse> limits = List.of();
        private List<Permission> permissions = List.of();
        private List<Edge> edges = List.of();
        private @Nullable String section;
        private List<Expectation> expectations = List.of();
        private List<Primitive> undo = List.of();
        private Expected duration = Expected.AT_ONCE;
        private Duration deadline = CallContext.DEFAULT_DEADLINE;
        private Duration tokenHorizon = DEFAULT_TOKEN_HORIZON;

        private Builder(String name, String type, RepeatClass repeat, Lane lane, Purpose purpose) {
            this.name = Objects.requireNonNull(name, "name");
            this.type = Objects.requireNonNull(type, "type");
            this.repeat = Objects.requireNonNull(repeat, "repeat");
            this.lane = Objects.requireNonNull(lane, "lane");
            this.purpose = Objects.requireNonNull(purpose, "purpose");
        }

        /**
         * Sets the version of the type's arguments. Default: 1.
         *
         * @param value the version of the type's arguments
         * @return this
         */
        public Builder version(int value) {
            this.version = value;
            return this;
        }

        /**
         * Sets what the request says; may hold references to outputs of earlier primitives. Default: none.
         *
         * @param value what the request says; may hold references to outputs of earlier primitives
         * @return this
         */
        public Builder arguments(Payload.Fields value) {
            this.arguments = Objects.requireNonNull(value, "arguments");
            return this;
        }

        /**
         * Sets the ids of the actions that it serves. Default: none.
         *
         * @param value the ids of the actions that it serves
         * @return this
         */
        public Builder actions(List<String> value) {
            this.actions = List.copyOf(value);
            return this;
        }

        /**
         * Sets the ids of the actions whose result it yields; several may yield one, whose members are joined. Default: none.
         *
         * @param value the ids of the actions whose result it yields; several may yield one, whose members are joined
         * @return this
         */
        public Builder completes(List<String> value) {
            this.completes = List.copyOf(value);
            return this;
        }

        /**
         * Sets where its work is watched, or {@code null} for the lane of the call. Default: none.
         *
         * @param value where its work is watched, or {@code null} for the lane of the call
         * @return this
         */
        public Builder watched(@Nullable Lane value) {
            this.watched = value;
            return this;
        }

        /**
         * Sets the cloud id or name of what it acts on. Default: empty.
         *
         * @param value the cloud id or name of what it acts on
         * @return this
         */
        public Builder subject(String value) {
            this.subject = Objects.requireNonNull(value, "subject");
            return this;
        }

        /**
         * Sets the subjects of the members that it makes together. Default: none.
         *
         * @param value the subjects of the members that it makes together
         * @return this
         */
        public Builder expected(List<String> value) {
            this.expected = List.copyOf(value);
            return this;
        }

        /**
         * Sets which action each member belongs to. Default: all members belong to all its actions.
         *
         * @param value action ids by subject
         * @return this
         */
        public Builder memberActions(Map<String, String> value) {
            this.memberActions = Map.copyOf(value);
            return this;
        }

        /**
         * Sets what it makes. Default: {@link ProductKind#NOTHING}.
         *
         * @param value what it makes
         * @return this
         */
        public Builder product(ProductKind value) {
            this.product = Objects.requireNonNull(value, "product");
            return this;
        }

        /**
         * Sets what it takes of the declared limits. Default: none.
         *
         * @param value what it takes of the declared limits
         * @return this
         */
        public Builder limits(List<LimitUse> value) {
            this.limits = List.copyOf(value);
            return this;
        }

        /**
         * Sets the rights that it needs. Default: none.
         *
         * @param value the rights that it needs
         * @return this
         */
        public Builder permissions(List<Permission> value) {
            this.permissions = List.copyOf(value);
            return this;
        }

        /**
         * Sets what it waits for. Default: none.
         *
         * @param value what it waits for
         * @return this
         */
        public Builder edges(List<Edge> value) {
            this.edges = List.copyOf(value);
            return this;
        }

        /**
         * Sets the section that it belongs to, or {@code null} if to none. Default: none.
         *
         * @param value the section that it belongs to, or {@code null} if to none
         * @return this
         */
        public Builder section(@Nullable String value) {
            this.section = value;
            return this;
        }

        /**
         * Sets the facts on which its lowering branched. Default: none.
         *
         * @param value the facts on which its lowering branched
         * @return this
         */
        public Builder expectations(List<Expectation> value) {
            this.expectations = List.copyOf(value);
            return this;
        }

        /**
         * Sets what undoes it, in order; may refer to its outputs by its name. Default: none.
         *
         * @param value what undoes it, in order; may refer to its outputs by its name
         * @return this
         */
        public Builder undo(List<Primitive> value) {
            this.undo = List.copyOf(value);
            return this;
        }

        /**
         * Sets how long it takes. Default: {@link Expected#AT_ONCE}.
         *
         * @param value how long it takes
         * @return this
         */
        public Builder duration(Expected value) {
            this.duration = Objects.requireNonNull(value, "duration");
            return this;
        }

        /**
         * Sets how long the call may take until its outcome counts as not known. Default: {@link CallContext#DEFAULT_DEADLINE}.
         *
         * @param value how long the call may take until its outcome counts as not known
         * @return this
         */
        public Builder deadline(Duration value) {
            this.deadline = Objects.requireNonNull(value, "deadline");
            return this;
        }

        /**
         * Sets how long the cloud surely knows a token, for {@link RepeatClass#TOKEN}. Default: {@link #DEFAULT_TOKEN_HORIZON}.
         *
         * @param value how long the cloud surely knows a token, for {@link RepeatClass#TOKEN}
         * @return this
         */
        public Builder tokenHorizon(Duration value) {
            this.tokenHorizon = Objects.requireNonNull(value, "tokenHorizon");
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value
         * @throws IllegalArgumentException if the parts contradict each other or a number is out of range
         */
        public Primitive build() {
            return new Primitive(
                    name,
                    type,
                    repeat,
                    lane,
                    purpose,
                    version,
                    arguments,
                    actions,
                    completes,
                    watched,
                    subject,
                    expected,
                    memberActions,
                    product,
                    limits,
                    permissions,
                    edges,
                    section,
                    expectations,
                    undo,
                    duration,
                    deadline,
                    tokenHorizon);
        }
    }
}
