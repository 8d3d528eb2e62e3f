// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.ProviderConfigurationException;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BackupProviderFactory;
import dev.holdfast.spi.ConfigurationKey;
import dev.holdfast.spi.ProviderContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

// region factory
/** Found by the service loader: named in {@code META-INF/services}. Touches no file. */
public final class FolderProviderFactory implements BackupProviderFactory {
    /** The configuration key that names the directory of all accounts. */
    public static final String ROOT = "folder.root";

    /** For the service loader. */
    public FolderProviderFactory() {}

    @Override
    public ProviderId id() {
        return FolderProvider.ID;
    }

    @Override
    public List<ConfigurationKey> configurationKeys() {
        return List.of(new ConfigurationKey(ROOT, false, true, "The directory that holds account/region"));
    }

    @Override
    public BackupProvider create(ProviderContext context) {
        String root = String.valueOf(context.configuration().get(ROOT));
        try {
            return new FolderProvider(Path.of(root));
        } catch (InvalidPathException e) {
            throw new ProviderConfigurationException(
                    new Failure(
                            FailureKind.INVALID,
                            "Cannot make provider 'folder'",
                            ROOT + " is '" + root + "', which is no path: " + e.getReason(),
                            "give the path of a directory"),
                    e);
        }
    }
}
// endregion
