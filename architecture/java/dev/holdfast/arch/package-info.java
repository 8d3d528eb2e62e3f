// SPDX-License-Identifier: Apache-2.0
/** The rules of the house, compiled into the tests of every module. */
@NullMarked
package dev.holdfast.arch;

import org.jspecify.annotations.NullMarked;
