// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.http.ProtocolType;
import java.util.function.BinaryOperator;

/**
 * Where requests go.
 *
 * @param protocol how
 * @param host the host of a product in a region
 */
record Endpoints(ProtocolType protocol, BinaryOperator<String> host) {
    /** The public endpoints, never looked up over the network. */
    static final Endpoints PUBLIC =
            new Endpoints(ProtocolType.HTTPS, (product, region) -> product + "." + region + ".aliyuncs.com");

    static Endpoints loopback(int port) {
        return new Endpoints(ProtocolType.HTTP, (product, region) -> "127.0.0.1:" + port);
    }
}
