// SPDX-License-Identifier: Apache-2.0
/** The durable store on a database, and several hosts on one store. */
@NullMarked
package dev.holdfast.jdbc;

import org.jspecify.annotations.NullMarked;
