// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import java.io.IOException;

// region wire
/** The way to the file system: one request, one answer. A test puts one in its place that loses either. */
interface FolderWire {
    /** Work with files. */
    @FunctionalInterface
    interface Request<T> {
        T run() throws IOException;
    }

    <T> T call(Request<T> request) throws IOException;

    /** Loses nothing. */
    static FolderWire direct() {
        return new FolderWire() {
            @Override
            public <T> T call(Request<T> request) throws IOException {
                return request.run();
            }
        };
    }
}
// endregion
