// SPDX-License-Identifier: Apache-2.0
/** What the proofs have in common: each says how much there was and how much of it ran. */
@NullMarked
package dev.holdfast.testkit.proof;

import org.jspecify.annotations.NullMarked;
