// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted;

public final class Facade {}
