// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Store;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the author of a store supplies to the kit: data of their own for each rule, empty at the beginning, and as much
 * power over them as there is. Each rule gets a harness of its own and closes it. Methods of a need that {@link #offers}
 * does not name are never called.
 */
public interface StoreHarness extends AutoCloseable {
    /**
     * Opens the store on the data of this harness. The kit closes what it opens. Where {@link Needs#SHARED} is offered it
     * opens several at once, each for a host of its own, and calls each by one thread at a time.
     */
    Store open();

    /** What this harness can do. */
    Set<Needs> offers();

    /**
     * Ends what the process holds of the store beyond what was opened: pools, caches. Everything that was opened is closed
     * before, and opened anew afterwards. A store whose data end with what was opened does nothing.
     */
    default void restart() {}

    /** Removes all data: what is opened next is empty. Everything that was opened is closed before. */
    void wipe();

    /** How a process of its own opens a store on the same data: need {@link Needs#DURABLE}. */
    default Child child() {
        throw new UnsupportedOperationException("DURABLE is not offered");
    }

    /** Has the next write fail without an effect: need {@link Needs#FAULTS}, as the next. */
    default void loseNextWrite() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /** Has the next write take effect, and fail all the same. */
    default void loseNextAnswer() {
        throw new UnsupportedOperationException("FAULTS is not offered");
    }

    /** The versions of the stored form that data can be laid out in: need {@link Needs#MIGRATIONS}, as the next three. */
    default List<String> versions() {
        throw new UnsupportedOperationException("MIGRATIONS is not offered");
    }

    /** Lays out data as a version left them, with rows of each sort, in place of all other data. */
    default void layOut(String version) {
        throw new UnsupportedOperationException("MIGRATIONS is not offered: " + version);
    }

    /** What those data hold: the text of an archive. */
    default String archive(String version) {
        throw new UnsupportedOperationException("MIGRATIONS is not offered: " + version);
    }

    /** Ways to spoil the stored form, by a name that says what is wrong with it, in place of all other data. */
    default Map<String, Runnable> spoiled() {
        throw new UnsupportedOperationException("MIGRATIONS is not offered");
    }

    /**
     * How a process of its own opens a store.
     *
     * @param opener a public class with a public constructor without parameters, on the class path of this process
     * @param arguments what it is given: a path, a name
     * @param environment what must not stand on a command line: addresses with passwords; the opener finds it in the
     *     environment of its process
     */
    record Child(Class<? extends Opener> opener, List<String> arguments, Map<String, String> environment) {
        /** Copies the parts. */
        public Child {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }
    }

    /** Opens the store in a process of its own. */
    interface Opener {
        /** Opens the store on the data of the harness that gave these arguments. */
        Store open(List<String> arguments);
    }

    @Override
    void close();
}
