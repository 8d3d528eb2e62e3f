// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.open;

public class Open {
    public abstract static sealed class Sealed {}

    static final class Leaf extends Sealed {}

    public abstract static class DiskCompatibilityKit {}

    public abstract static class Half {}

    public static class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
