// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.TestReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of a long rule runs, and what it measures. */
final class KitProof {
    /** Whether everything is to run. */
    static final boolean FULL = "full".equals(System.getProperty("holdfast.proof"));

    private static final Logger LOG = LoggerFactory.getLogger(KitProof.class);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private KitProof() {}

    /** Says how much there was and how much of it ran. */
    static void covered(TestReporter reporter, String rule, long possible, long ran, String unit) {
        String line = rule + ": " + possible + " " + unit + " possible, " + ran + " run"
                + (FULL ? "" : " (a sample; all with -Dholdfast.proof=full)");
        reporter.publishEntry("holdfast-kit-proof", line);
        LOG.info("proof {}", line);
    }

    /** Bytes that this thread has taken so far. */
    static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
