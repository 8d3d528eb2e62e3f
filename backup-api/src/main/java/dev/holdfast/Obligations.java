// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.recovery.Obligation;
import java.util.List;

/**
 * What is owed in places that were lost. It is done by itself at the first contact with the place, and until then, and as
 * long as one of them is parked, nothing else is called there. Methods block for the store. Safe for use by several
 * threads.
 */
public interface Obligations {
    /**
     * All that is owed, in the order of their ids; what is done is not among them.
     *
     * @return the obligations
     */
    List<Obligation> all();

    /**
     * Lets a parked obligation be tried again, at the next contact with its place.
     *
     * @param id which
     * @param by who says so, and why; stands in the event and in the evidence
     * @return whether there was one of this id, and it was parked
     */
    boolean retry(String id, String by);

    /**
     * Gives an obligation up: somebody has done it by hand, or it need not be done. On return it is no longer owed.
     *
     * @param id which
     * @param by who says so, and why; stands in the event and in the evidence
     * @return whether there was one of this id, and it was not just being done
     */
    boolean waive(String id, String by);
}
