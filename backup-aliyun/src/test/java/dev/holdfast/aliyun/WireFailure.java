// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import java.io.IOException;
import java.io.Serial;

/** An answer that is no success, with what the SDK's own exceptions forget. Its text holds no address. */
final class WireFailure extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String requestId;
    private final String date;

    WireFailure(int status, String code, String requestId, String date, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.requestId = requestId;
        this.date = date;
    }

    /** The status; 0 if the connection was never made. */
    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String requestId() {
        return requestId;
    }

    /** The cloud's time as its header says it; empty if it does not. */
    String date() {
        return date;
    }
}
