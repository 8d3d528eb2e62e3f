// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/**
 * How far an operation is. Grows at both ends: what follows a step is known when that step has ended.
 *
 * @param ended steps that have ended
 * @param running steps under way
 * @param known steps known so far
 */
public record Progress(int ended, int running, int known) {}
