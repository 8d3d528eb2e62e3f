// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.Preview;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Failover;
import java.io.IOException;

/** The host on the bad day: it has the kit and an address, and neither the source region nor the old store. */
public final class HostTwo {
    private HostTwo() {}

    /**
     * Runs it.
     *
     * @param arguments the address of the cloud, the file of the recovery kit, the file of the store
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Host host = new Host("host-2", arguments);
                Holdfast holdfast =
                        host.holdfast("host-2", 2).fromKit(Host.kit(arguments)).build()) {
            holdfast.start();
            Preview<RecoveryReport> preview =
                    holdfast.preview(Failover.of(Shop.PLAN).source(SourceState.LOST));
            host.feed().preview(preview);
            host.feed().report(host.shown("Fail over to " + Shop.TARGET, holdfast.submit(preview)));
            host.pause(Play.RECOVERED);
        }
    }
}
