// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BackupProviderFactory;
import dev.holdfast.spi.ConfigurationKey;
import dev.holdfast.spi.ProviderContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Factories of providers that cannot be used, and class paths on which they stand. */
public final class BadFactories {
    private BadFactories() {}

    /** A class path on which these factories are declared, beside what is there anyway. */
    static ClassLoader declaring(Path directory, String... factories) {
        try {
            Path services = Files.createDirectories(directory.resolve("META-INF/services"));
            Files.write(services.resolve(BackupProviderFactory.class.getName()), List.of(factories));
            return new URLClassLoader(new URL[] {directory.toUri().toURL()}, BadFactories.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Declares what most factories do. */
    abstract static class Factory implements BackupProviderFactory {
        private final String id;

        Factory(String id) {
            this.id = id;
        }

        @Override
        public ProviderId id() {
            return ProviderId.of(id);
        }

        @Override
        public List<ConfigurationKey> configurationKeys() {
            return List.of();
        }

        @Override
        public BackupProvider create(ProviderContext context) {
            throw new UnsupportedOperationException("not to be reached");
        }
    }

    /** One of two with the same id. */
    public static final class One extends Factory {
        /** For the service loader. */
        public One() {
            super("twin");
        }
    }

    /** The other one. */
    public static final class Other extends Factory {
        /** For the service loader. */
        public Other() {
            super("twin");
        }
    }

    /** Is no factory. */
    public static final class NoFactory {
        /** For the service loader. */
        public NoFactory() {}
    }

    /** Fails when it is made. */
    public static final class FailsWhenMade extends Factory {
        /** For the service loader. */
        public FailsWhenMade() {
            super("fragile");
            throw new IllegalStateException("made of glass");
        }
    }

    /** Fails when its class is initialized. */
    public static final class FailsWhenLoaded extends Factory {
        private static final int NUMBER = Integer.parseInt("glass");

        /** For the service loader. */
        public FailsWhenLoaded() {
            super("fragile-" + NUMBER);
        }
    }

    /** Does not know its own name. */
    public static final class FailsWhenAsked extends Factory {
        /** For the service loader. */
        public FailsWhenAsked() {
            super("Not An Id");
        }
    }

    /** Lacks a library that its provider needs. */
    public static final class LacksLibrary extends Factory {
        /** For the service loader. */
        public LacksLibrary() {
            super("bare");
        }

        @Override
        public BackupProvider create(ProviderContext context) {
            throw new NoClassDefFoundError("com/example/cloud/Client");
        }
    }

    /** Fails when it is to make its provider. */
    public static final class FailsToMake extends Factory {
        /** For the service loader. */
        public FailsToMake() {
            super("clumsy");
        }

        @Override
        public BackupProvider create(ProviderContext context) {
            throw new IllegalStateException("dropped it");
        }
    }

    /** Needs a key. */
    public static final class Demanding extends Factory {
        /** For the service loader. */
        public Demanding() {
            super("demanding");
        }

        @Override
        public List<ConfigurationKey> configurationKeys() {
            return List.of(new ConfigurationKey("endpoint", false, true, "where the cloud answers"));
        }
    }
}
