// SPDX-License-Identifier: Apache-2.0
/** Tries the provider SPI against Alibaba Cloud's ECS and EBS with the vendor's own SDK; makes no call to the cloud. */
@NullMarked
package dev.holdfast.aliyun;

import org.jspecify.annotations.NullMarked;
