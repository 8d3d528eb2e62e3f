// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Every type of the API that can be stored or sent: found in the compiled classes, so that none is forgotten. */
final class StoredTypes {
    /** What has no payload form, and why. */
    private static final Set<String> WITHOUT_FORM = Set.of(
            // Generic: items are read one by one, by the query's item type.
            "dev.holdfast.spi.Fact",
            "dev.holdfast.spi.ReadPage",
            // Holds the application's credentials.
            "dev.holdfast.spi.ProviderContext",
            // The mapper itself, and what holds no state.
            "dev.holdfast.spi.PayloadMapper",
            "dev.holdfast.spi.CanonicalText",
            "dev.holdfast.spi.SortedFields",
            "dev.holdfast.spi.Marks",
            "dev.holdfast.spi.ActionChecks",
            "dev.holdfast.spi.Outputs",
            "dev.holdfast.spi.InMemoryStore",
            "dev.holdfast.spi.StoreArchive",
            "dev.holdfast.spi.ArchiveReader",
            "dev.holdfast.spi.ArchiveWriter",
            "dev.holdfast.spi.ArchiveDigest",
            "dev.holdfast.spi.InMemoryTables",
            "dev.holdfast.spi.InMemoryEvidence",
            "dev.holdfast.spi.InMemoryFeed",
            "dev.holdfast.spi.InMemoryKitStore",
            "dev.holdfast.operation.StepLifecycle",
            "dev.holdfast.recovery.PlanCheck",
            "dev.holdfast.resource.Text",
            "dev.holdfast.spi.FileKitStore",
            "dev.holdfast.spi.Trust$SharedKeyTrust",
            // Views for a caller: made of what is stored, never stored themselves.
            "dev.holdfast.spi.KitStore$Kit",
            "dev.holdfast.spi.Store$Feed",
            "dev.holdfast.operation.OperationStatus",
            "dev.holdfast.operation.Outcome",
            "dev.holdfast.operation.Preview",
            "dev.holdfast.operation.Preview$PlannedRequest",
            "dev.holdfast.operation.Progress",
            "dev.holdfast.operation.Step",
            "dev.holdfast.recovery.Obligation",
            "dev.holdfast.protection.Snapshot",
            "dev.holdfast.protection.SnapshotSet",
            "dev.holdfast.protection.Image",
            "dev.holdfast.protection.VaultPoint",
            "dev.holdfast.protection.ReplicationPoint",
            "dev.holdfast.recovery.RecoveryReport",
            "dev.holdfast.recovery.RecoveryReport$RecoveredMachine",
            "dev.holdfast.recovery.RestoreReport",
            "dev.holdfast.recovery.RestoreReport$Restored",
            "dev.holdfast.recovery.PruneReport",
            "dev.holdfast.recovery.PruneReport$Replica",
            "dev.holdfast.recovery.PruneReport$Spared",
            // Hidden by itself: see the tests of secrets.
            "dev.holdfast.resource.Secret");

    private StoredTypes() {}

    static List<Class<?>> all() {
        try {
            Path classes = Path.of(Payload.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                return files.map(classes::relativize)
                        .map(Path::toString)
                        .filter(name -> name.matches(
                                "dev/holdfast/(resource|protection|recovery|operation|spi|failure)/.*\\.class"))
                        .filter(name -> !name.contains("package-info"))
                        .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                        .sorted()
                        .<Class<?>>map(StoredTypes::load)
                        .filter(StoredTypes::isStored)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isStored(Class<?> type) {
        return Modifier.isFinal(type.getModifiers())
                && !type.isEnum()
                && !type.isInterface()
                && !Modifier.isPrivate(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.getSimpleName().equals("Builder")
                && !Payload.class.isAssignableFrom(type)
                && (type == CallFailure.class || !Throwable.class.isAssignableFrom(type))
                && !WITHOUT_FORM.contains(type.getName());
    }
}
