// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.limit.Limits;
import dev.holdfast.testkit.world.request.ErrorWords;

/** What the front needs to know of a region. */
public interface Gate {

    /** Whether an endpoint answers. */
    enum Door {
        /** It does. */
        OPEN,
        /** It refuses connections. */
        REFUSING,
        /** It takes requests and says nothing. */
        SILENT
    }

    /** Whether it answers now. */
    Door door();

    /** Its limits. */
    Limits limits();

    /** Its words for refusals. */
    ErrorWords words();
}
