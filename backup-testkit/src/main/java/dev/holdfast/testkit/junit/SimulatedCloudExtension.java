// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.junit;

import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test a simulated cloud of its own as a parameter, and closes it. When a test fails, the failure says with
 * which seed it is played again.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SimulatedCloudExtension CLOUD = SimulatedCloudExtension.of(CloudProfile::aws, "west", "east").seed(7);
 *
 * @Test
 * void backsUp(SimulatedCloud cloud) { ... }
 * }</pre>
 *
 * <p>With {@code @ExtendWith} it is a cloud in the manner of AWS with the regions {@code west} and {@code east}.
 */
public final class SimulatedCloudExtension
        implements ParameterResolver, AfterEachCallback, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(SimulatedCloudExtension.class);

    private final Supplier<CloudProfile> profile;
    private final String[] regions;
    private final long seed;

    /** A cloud in the manner of AWS with the regions {@code west} and {@code east}. */
    public SimulatedCloudExtension() {
        this(CloudProfile::aws, new String[] {"west", "east"}, 1);
    }

    private SimulatedCloudExtension(Supplier<CloudProfile> profile, String[] regions, long seed) {
        this.profile = profile;
        this.regions = regions;
        this.seed = seed;
    }

    /**
     * A cloud in some manner.
     *
     * @param profile which cloud it behaves like
     * @param regions its regions
     * @return an extension to register
     */
    public static SimulatedCloudExtension of(Supplier<CloudProfile> profile, String... regions) {
        return new SimulatedCloudExtension(Objects.requireNonNull(profile, "profile"), regions.clone(), 1);
    }

    /**
     * The same with another seed.
     *
     * @param value all chance of the cloud follows from it
     * @return an extension to register
     */
    public SimulatedCloudExtension seed(long value) {
        return new SimulatedCloudExtension(profile, regions, value);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SimulatedCloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(
                context.getStore(SPACE).computeIfAbsent(SimulatedCloud.class, type -> build(), SimulatedCloud.class));
    }

    private SimulatedCloud build() {
        SimulatedCloud.Builder builder = SimulatedCloud.builder(profile.get()).seed(seed);
        for (String region : regions) {
            builder.region(region);
        }
        return builder.build();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        SimulatedCloud cloud = context.getStore(SPACE).remove(SimulatedCloud.class, SimulatedCloud.class);
        if (cloud != null) {
            cloud.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        String note = "simulated cloud with seed " + seed + "; the same seed plays it again";
        context.publishReportEntry("holdfast-seed", note);
        thrown.addSuppressed(new AssertionError(note));
        throw thrown;
    }
}
