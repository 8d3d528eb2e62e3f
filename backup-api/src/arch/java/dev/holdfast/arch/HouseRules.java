// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the house for all code below one root package. */
final class HouseRules {
    /** The classes that may read the system's clock, wait and draw chance: one for each module, each with its reason. */
    private static final List<String> ADAPTS_THE_SYSTEM = List.of(
            // Adapts the system's clock, its ticks and its scheduler to the three seams.
            "internal.engine.SystemRuntime",
            // Drives the loop of the simulated world against the real clock.
            "testkit.world.time.RealTime",
            // Draws the secret by which hosts reach a served cloud.
            "testkit.served.RunSecret",
            // Leases are held by the host's ticks, and compared with the database's time.
            "jdbc.HostTime",
            // Measures how long quickstart and benchmarks really took.
            "examples.Stopwatch");

    private static final List<String> FORBIDDEN_ENDINGS = List.of("Manager", "Helper", "Util", "Utils", "Impl");

    /** Made to be extended by those who write providers and stores. */
    private static final String OPEN_BY_DESIGN = "CompatibilityKit";

    private static final List<String> FOREIGN_TYPES_ALLOWED = List.of("java", "org.slf4j", "org.jspecify");

    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    /** What a rule looks at. */
    enum Scope {
        MAIN,
        MAIN_AND_TESTS
    }

    /**
     * A rule with what it looks at.
     *
     * @param name how tests call it
     * @param scope which classes it looks at
     * @param arch the rule itself
     */
    record Rule(String name, Scope scope, ArchRule arch) {
        @Override
        public String toString() {
            return name;
        }
    }

    List<Rule> all() {
        return List.of(
                new Rule("packages have no cycles", Scope.MAIN, noCycles()),
                new Rule("nobody reads a clock, sleeps or draws chance", Scope.MAIN_AND_TESTS, noClockSleepOrChance()),
                new Rule("resilience4j decides and never waits", Scope.MAIN_AND_TESTS, retryOnlyDecides()),
                new Rule("internals stay inside", Scope.MAIN_AND_TESTS, internalsStayInside()),
                new Rule("names say what a class is", Scope.MAIN_AND_TESTS, plainNames()),
                new Rule("packages are null-marked", Scope.MAIN_AND_TESTS, nullMarked()),
                new Rule("public classes are closed", Scope.MAIN, publicClassesAreClosed()),
                new Rule("the library logs by slf4j", Scope.MAIN, logsBySlf4j()),
                new Rule("the SPI rests on values only", Scope.MAIN, spiRestsOnValues()),
                new Rule("the API shows no foreign types", Scope.MAIN, noForeignTypes()));
    }

    private ArchRule noCycles() {
        // The root package itself is no slice: its builder may reach the engine, which implements its facade.
        return SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private ArchRule noClockSleepOrChance() {
        Set<String> exempt = new LinkedHashSet<>();
        ADAPTS_THE_SYSTEM.forEach(name -> exempt.add(root + "." + name));
        return classes()
                .that(describe(
                        "are not exempt",
                        type -> !exempt.contains(outermost(type).getName())))
                .should(neverCall("a clock, a sleep or chance", HouseRules::isClockSleepOrChance))
                .because("time, chance and waiting come through the three seams")
                .allowEmptyShould(true);
    }

    private static boolean isClockSleepOrChance(CodeUnitAccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        List<String> parameters =
                target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        boolean isConstructor = name.equals("<init>");
        if (owner.startsWith("java.time.") && name.equals("now")) {
            return !parameters.equals(List.of("java.time.Clock"));
        }
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.Clock" -> name.startsWith("system") || (name.startsWith("tick") && !name.equals("tick"));
            case "java.time.InstantSource" -> name.equals("system");
            case "java.util.Date" -> isConstructor && parameters.isEmpty();
            case "java.util.Calendar" -> name.equals("getInstance");
            case "java.util.concurrent.TimeUnit" -> name.equals("sleep");
            case "java.util.concurrent.locks.LockSupport" -> name.equals("parkNanos") || name.equals("parkUntil");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
            case "java.util.SplittableRandom", "java.security.SecureRandom" -> isConstructor && parameters.isEmpty();
            case "java.util.random.RandomGenerator" -> name.equals("getDefault") || name.equals("of");
            case "java.util.concurrent.ThreadLocalRandom" -> true;
            case "java.util.Collections" -> name.equals("shuffle") && parameters.size() == 1;
            case "java.util.Timer" -> isConstructor;
            default -> {
                JavaClass type = target.getOwner();
                if (type.isAssignableTo("java.lang.Thread")) {
                    yield name.equals("sleep");
                }
                if (type.isAssignableTo("java.util.Random")) {
                    yield isConstructor && owner.equals("java.util.Random") && parameters.isEmpty();
                }
                if (type.isAssignableTo("java.util.concurrent.CompletionStage")) {
                    yield name.equals("delayedExecutor")
                            || name.equals("orTimeout")
                            || name.equals("completeOnTimeout")
                            || (name.endsWith("Async") && !parameters.contains("java.util.concurrent.Executor"));
                }
                yield false;
            }
        };
    }

    private static ArchRule retryOnlyDecides() {
        return classes()
                .should(neverCall("what sleeps or draws chance in resilience4j", HouseRules::isRetryThatWaits))
                .because("the retry decides, our scheduler waits, and jitter comes from the seed")
                .allowEmptyShould(true);
    }

    private static boolean isRetryThatWaits(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        if (owner.isAssignableTo("io.github.resilience4j.retry.Retry")) {
            return name.startsWith("decorate") || name.startsWith("execute") || name.equals("context");
        }
        if (owner.isAssignableTo("io.github.resilience4j.core.IntervalFunction")) {
            return name.startsWith("ofRandomized") || name.startsWith("ofExponentialRandom");
        }
        return false;
    }

    private ArchRule internalsStayInside() {
        return classes()
                .should(new ArchCondition<JavaClass>("use no internals but those of their own module") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(used -> !mayUseInternals(
                                        type.getPackageName(),
                                        used.getTargetClass().getPackageName()))
                                .forEach(
                                        used -> events.add(SimpleConditionEvent.violated(type, used.getDescription())));
                    }
                })
                .because("what another module needs belongs into the SPI")
                .allowEmptyShould(true);
    }

    private boolean mayUseInternals(String user, String used) {
        if (!isBelow(used, root)) {
            return true;
        }
        int at = (used + ".").indexOf(".internal.", root.length());
        if (at < 0) {
            return true;
        }
        String owner = used.substring(0, at);
        boolean isOfTheApi = owner.equals(root);
        return isBelow(user, owner + ".internal") || (isOfTheApi ? user.equals(root) : isBelow(user, owner));
    }

    private static ArchRule plainNames() {
        return classes()
                .that(describe("have a name", type -> !type.isAnonymousClass()))
                .should(new ArchCondition<JavaClass>("not end with one of " + FORBIDDEN_ENDINGS) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (FORBIDDEN_ENDINGS.stream().anyMatch(type.getSimpleName()::endsWith)) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " has an empty name"));
                        }
                    }
                })
                .because("a name says what the thing is")
                .allowEmptyShould(true);
    }

    private static ArchRule nullMarked() {
        return classes()
                .should(new ArchCondition<JavaClass>("lie in a package with @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                            events.add(SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " lies in " + type.getPackageName()
                                            + ", which has no package-info.java with @NullMarked"));
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    private static ArchRule publicClassesAreClosed() {
        return classes()
                .that(describe("are public classes", HouseRules::isPublicClass))
                .and(describe("are not internal", type -> !isInternal(type)))
                .should(new ArchCondition<JavaClass>("be final or sealed") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean isClosed = type.getModifiers().contains(JavaModifier.FINAL)
                                || type.reflect().isSealed();
                        if (!isClosed) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " is public and neither final nor sealed"));
                        }
                    }
                })
                .because("what users can extend we can never change")
                .allowEmptyShould(true);
    }

    private static boolean isPublicClass(JavaClass type) {
        boolean isOther = type.isInterface()
                || type.isRecord()
                || type.isEnum()
                || type.isAnnotation()
                || type.isAssignableTo(Throwable.class);
        boolean isKit = type.getModifiers().contains(JavaModifier.ABSTRACT)
                && type.getSimpleName().endsWith(OPEN_BY_DESIGN);
        return type.getModifiers().contains(JavaModifier.PUBLIC) && !isOther && !isKit;
    }

    private ArchRule logsBySlf4j() {
        return noClasses()
                .that(describe("are no examples", type -> !isBelow(type.getPackageName(), root + ".examples")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould(access("System.out or System.err", HouseRules::isStandardStream))
                .orShould(access("printStackTrace()", HouseRules::isStackTracePrinted))
                .because("a library speaks through its host's logger")
                .allowEmptyShould(true);
    }

    private static boolean isStandardStream(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class)
                && List.of("out", "err").contains(access.getTarget().getName());
    }

    private static boolean isStackTracePrinted(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getOwner().isAssignableTo(Throwable.class)
                && target.getName().equals("printStackTrace")
                && target.getRawParameterTypes().isEmpty();
    }

    private ArchRule spiRestsOnValues() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root, root + ".internal..", "io.github.resilience4j..")
                .because("those who write providers need values, not the facade or the engine")
                .allowEmptyShould(true);
    }

    private ArchRule noForeignTypes() {
        return classes()
                .that(describe("are of the API", type -> isOfTheApi(type.getPackageName())))
                .and(describe("can be seen", type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
                .should(new ArchCondition<JavaClass>("show types of the JDK, slf4j and Holdfast only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMembers().stream()
                                .filter(HouseRules::canBeSeen)
                                .forEach(member -> typesOf(member)
                                        .filter(shown -> !isAllowedInTheApi(shown))
                                        .forEach(shown -> events.add(SimpleConditionEvent.violated(
                                                type, member.getFullName() + " shows " + shown.getName()))));
                    }
                })
                .allowEmptyShould(true);
    }

    private boolean isOfTheApi(String packageName) {
        return !isBelow(packageName, root + ".internal")
                && Stream.of("testkit", "aws", "aliyun", "azure", "jdbc", "config", "examples", "arch")
                        .noneMatch(module -> isBelow(packageName, root + "." + module));
    }

    private boolean isAllowedInTheApi(JavaClass shown) {
        JavaClass type = shown.getBaseComponentType();
        return type.isPrimitive()
                || isBelow(type.getPackageName(), root)
                || FOREIGN_TYPES_ALLOWED.stream().anyMatch(allowed -> isBelow(type.getPackageName(), allowed));
    }

    private static boolean canBeSeen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(
                Stream.concat(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getExceptionTypes().stream().map(JavaClass.class::cast)),
                unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
    }

    private static ArchCondition<JavaClass> neverCall(
            String what, java.util.function.Predicate<CodeUnitAccessTarget> is) {
        return new ArchCondition<>("never call " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(access -> access.getTarget() instanceof CodeUnitAccessTarget target && is.test(target))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> access(String what, java.util.function.Predicate<JavaAccess<?>> is) {
        return new ArchCondition<>("use " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    events.add(new SimpleConditionEvent(type, is.test(access), access.getDescription()));
                }
            }
        };
    }

    private static DescribedPredicate<JavaClass> describe(
            String description, java.util.function.Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }

    private static boolean isInternal(JavaClass type) {
        return Arrays.asList(type.getPackageName().split("\\.", -1)).contains("internal");
    }

    private static boolean isBelow(String packageName, String parent) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }
}
