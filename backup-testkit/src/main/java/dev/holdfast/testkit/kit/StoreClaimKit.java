// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.ClaimRow.Mode;
import dev.holdfast.spi.Store.Refused.Reason;

/** Claims. */
abstract class StoreClaimKit extends StoreTopic {
    @Rule(value = "HF-CLM-01", says = "An exclusive claim refuses every other one as CLAIMED, and names who holds it.")
    void exclusiveClaimsExclude() {
        put(take("s", Mode.EXCLUSIVE, ONE));
        assertThat(refused(Reason.CLAIMED, take("s", Mode.EXCLUSIVE, TWO)))
                .as("what is refused names who holds it")
                .contains(ONE.value());
        refused(Reason.CLAIMED, take("s", Mode.SHARED, TWO));
        put(take("t", Mode.EXCLUSIVE, TWO));
        assertThat(store().claims())
                .containsExactly(new ClaimRow("s", Mode.EXCLUSIVE, ONE), new ClaimRow("t", Mode.EXCLUSIVE, TWO));
    }

    @Rule(value = "HF-CLM-02", says = "Shared claims go together, and refuse an exclusive one as CLAIMED.")
    void sharedClaimsGoTogether() {
        put(take("s", Mode.SHARED, ONE));
        put(take("s", Mode.SHARED, TWO));
        refused(Reason.CLAIMED, take("s", Mode.EXCLUSIVE, THREE));
        put(new Change.FreeClaim("s", ONE));
        refused(Reason.CLAIMED, take("s", Mode.EXCLUSIVE, THREE));
        put(new Change.FreeClaim("s", TWO));
        put(take("s", Mode.EXCLUSIVE, THREE));
    }

    @Rule(
            value = "HF-CLM-03",
            says = "What is freed, one claim or all of an operation, is free in the same set already.")
    void freedClaimsAreFreeAtOnce() {
        put(take("s", Mode.EXCLUSIVE, ONE), take("t", Mode.EXCLUSIVE, ONE), take("u", Mode.SHARED, ONE));
        refused(Reason.CLAIMED, new Change.FreeClaim("s", ONE), take("t", Mode.EXCLUSIVE, TWO));
        put(new Change.FreeClaim("s", ONE), take("s", Mode.EXCLUSIVE, TWO));
        put(
                new Change.FreeClaims(ONE),
                new Change.RequireUnclaimed("u", THREE),
                take("t", Mode.EXCLUSIVE, THREE),
                take("u", Mode.EXCLUSIVE, THREE));
        refused(Reason.CLAIMED, take("t", Mode.SHARED, ONE), new Change.FreeClaims(THREE));
        assertThat(store().claims())
                .containsExactly(
                        new ClaimRow("s", Mode.EXCLUSIVE, TWO),
                        new ClaimRow("t", Mode.EXCLUSIVE, THREE),
                        new ClaimRow("u", Mode.EXCLUSIVE, THREE));
    }

    @Rule(value = "HF-CLM-04", says = "To take a claim again changes its mode, unless others stand in the way.")
    void claimsChangeTheirMode() {
        put(take("s", Mode.SHARED, ONE));
        put(take("s", Mode.EXCLUSIVE, ONE));
        assertThat(store().claims()).containsExactly(new ClaimRow("s", Mode.EXCLUSIVE, ONE));
        put(take("s", Mode.SHARED, ONE));
        put(take("s", Mode.SHARED, ONE));
        put(take("s", Mode.SHARED, TWO));
        refused(Reason.CLAIMED, take("s", Mode.EXCLUSIVE, ONE));
        assertThat(store().claims())
                .containsExactly(new ClaimRow("s", Mode.SHARED, ONE), new ClaimRow("s", Mode.SHARED, TWO));
    }

    @Rule(value = "HF-CLM-05", says = "To require that nobody claims refuses as CLAIMED for any claim but one's own.")
    void unclaimedCanBeRequired() {
        put(new Change.RequireUnclaimed("s", ONE));
        put(take("s", Mode.SHARED, ONE), take("t", Mode.EXCLUSIVE, ONE));
        put(new Change.RequireUnclaimed("s", ONE), new Change.RequireUnclaimed("t", ONE));
        assertThat(refused(Reason.CLAIMED, new Change.RequireUnclaimed("s", TWO), event(TWO, "x")))
                .as("what is refused names who holds it")
                .contains(ONE.value());
        refused(Reason.CLAIMED, new Change.RequireUnclaimed("t", TWO), event(TWO, "x"));
        put(take("s", Mode.SHARED, TWO));
        refused(Reason.CLAIMED, new Change.RequireUnclaimed("s", ONE), event(ONE, "x"));
        assertThat(store().claims())
                .as("claims, to which a requirement adds none")
                .hasSize(3);
    }

    @Rule(value = "HF-CLM-06", says = "Claims are listed by subject and operation, whoever took them first.")
    void claimsAreListedInOrder() {
        put(take("b", Mode.SHARED, TWO), take("a/2", Mode.EXCLUSIVE, ONE));
        put(take("b", Mode.SHARED, ONE), take("B", Mode.EXCLUSIVE, THREE), take("a-2", Mode.EXCLUSIVE, THREE));
        assertThat(store().claims())
                .containsExactly(
                        new ClaimRow("B", Mode.EXCLUSIVE, THREE),
                        new ClaimRow("a-2", Mode.EXCLUSIVE, THREE),
                        new ClaimRow("a/2", Mode.EXCLUSIVE, ONE),
                        new ClaimRow("b", Mode.SHARED, ONE),
                        new ClaimRow("b", Mode.SHARED, TWO));
    }

    @Rule(value = "HF-CLM-07", says = "To free what is not held changes nothing, and frees nobody else's claim.")
    void freeingTouchesNobodyElse() {
        put(take("s", Mode.SHARED, ONE), take("s", Mode.SHARED, TWO), take("t", Mode.EXCLUSIVE, TWO));
        put(new Change.FreeClaim("t", ONE), new Change.FreeClaim("never", ONE), new Change.FreeClaims(THREE));
        assertThat(store().claims()).hasSize(3);
        put(new Change.FreeClaims(ONE), new Change.FreeClaims(ONE));
        assertThat(store().claims())
                .containsExactly(new ClaimRow("s", Mode.SHARED, TWO), new ClaimRow("t", Mode.EXCLUSIVE, TWO));
    }
}
