// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.OperationId;
import java.util.List;
import java.util.Map;

/** Stored forms of other versions, and spoiled ones. */
abstract class StoreFormKit extends StoreTopic {
    @Rule(
            value = "HF-MIG-01",
            says = "Data of each earlier version open, hold what they held, and can be written.",
            needs = Needs.MIGRATIONS)
    void earlierVersionsAreRead() {
        List<String> versions = harness().versions();
        assertThat(versions).as("versions of the stored form").isNotEmpty();
        for (String version : versions) {
            closeAll();
            harness().layOut(version);
            assertThat(StoreArchiveKit.text(another()))
                    .as("what data of version %s hold", version)
                    .isEqualTo(harness().archive(version));
            restart();
            assertThat(StoreArchiveKit.text(another()))
                    .as("what they hold when they are opened again")
                    .isEqualTo(harness().archive(version));
            closeAll();
            put(operation(new OperationId("new-of-" + version.replaceAll("[^a-z0-9]", "-")), 1));
        }
    }

    @Rule(
            value = "HF-MIG-02",
            says = "A stored form that is of the future, half-done or changed is refused, each time, with a cure.",
            needs = Needs.MIGRATIONS)
    void spoiledFormsAreRefused() {
        Map<String, Runnable> spoiled = harness().spoiled();
        assertThat(spoiled).as("ways to spoil the stored form").isNotEmpty();
        spoiled.forEach((what, spoil) -> {
            closeAll();
            spoil.run();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> another().position())
                        .as("opening a stored form that is %s", what)
                        .isInstanceOfSatisfying(
                                BackupException.class,
                                refused -> assertThat(refused.failure().cure())
                                        .as("what is to be done")
                                        .isNotBlank());
                closeAll();
                harness().restart();
            }
        });
    }
}
