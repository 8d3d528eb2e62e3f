// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.testkit.host;

import org.jspecify.annotations.NullMarked;
