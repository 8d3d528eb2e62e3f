// SPDX-License-Identifier: Apache-2.0
/**
 * Tries the provider SPI against AWS, with the real SDK, before there is a provider: what an action takes, the request
 * of each primitive, and what the answers and refusals mean. No test talks to AWS.
 */
@NullMarked
package dev.holdfast.aws;

import org.jspecify.annotations.NullMarked;
