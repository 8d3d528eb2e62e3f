// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.aws.internal;

public final class Inside {}
