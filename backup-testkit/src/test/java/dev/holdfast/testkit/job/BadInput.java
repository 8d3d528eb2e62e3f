// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Request;
import dev.holdfast.spi.BackupProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something that people, plans or providers get wrong.
 *
 * @param kind which sort of error it is
 * @param name what is wrong
 * @param provider spoils the provider, where that is what is wrong
 * @param attempt tries it
 * @param place what the message names as the place of the error
 * @param cure what the message says to do
 */
record BadInput(
        Kind kind, String name, UnaryOperator<BackupProvider> provider, Attempt attempt, String place, String cure) {
    /** Sorts of errors. */
    enum Kind {
        CYCLE,
        UNKNOWN_REFERENCE,
        UNSUPPORTED,
        NO_PROVIDER,
        TWO_OF_ONE_ID,
        CLASS_NOT_LOADED,
        ABSURD_SIZE
    }

    /**
     * Where it is tried: three machines are backed up, nothing is copied.
     *
     * @param shop the world
     * @param holdfast started
     * @param points of the three machines
     * @param scratch an empty directory
     */
    record Scene(Shop shop, Holdfast holdfast, List<RecoveryPoint> points, Path scratch) {
        RecoveryPoint point() {
            return points.get(0);
        }
    }

    /** Throws, or gives the request that is to be refused or to fail. */
    interface Attempt {
        @Nullable
        Request<?> in(Scene scene);
    }

    /** Something that throws. */
    interface Doing {
        void in(Scene scene);
    }

    /** What is refused while it is said. */
    static BadInput said(Kind kind, String name, Doing doing, String place, String cure) {
        Attempt attempt = scene -> {
            doing.in(scene);
            return null;
        };
        return new BadInput(kind, name, provider -> provider, attempt, place, cure);
    }

    /** What is refused when it is asked for, or fails once it is looked at. */
    static BadInput asked(Kind kind, String name, Function<Scene, Request<?>> request, String place, String cure) {
        return new BadInput(kind, name, provider -> provider, request::apply, place, cure);
    }

    /** The same with a provider that is not as it should be. */
    BadInput with(UnaryOperator<BackupProvider> spoiled) {
        return new BadInput(kind, name, spoiled, attempt, place, cure);
    }

    @Override
    public String toString() {
        return kind + ": " + name;
    }
}
