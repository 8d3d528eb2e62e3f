// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The programs that a loader record may name. {@code database} and {@code application} are there from the start. */
public final class Programs {

    private final Map<String, Supplier<Program>> byName = new TreeMap<>();

    /** A registry with the two shipped programs. */
    public Programs() {
        register("database", DatabaseProgram::new);
        register("application", ApplicationProgram::new);
    }

    /** Adds a program or replaces one; a new object is made for each boot. */
    public void register(String name, Supplier<Program> program) {
        byName.put(name, program);
    }

    @Nullable
    Program create(String name) {
        Supplier<Program> program = byName.get(name);
        return program == null ? null : program.get();
    }
}
