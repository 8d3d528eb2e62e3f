// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of points. Each method makes at most one request and blocks for it. Safe for use by several threads.
 */
public interface BlockAccess {
    /**
     * A block that holds data.
     *
     * @param index its number, counting from 0
     * @param token what to read it by; empty where the cloud needs none
     */
    record Block(long index, String token) {}

    /**
     * One page of blocks.
     *
     * @param blocks the blocks that hold data, or that changed, in growing order
     * @param blockBytes the size of a block
     * @param diskBytes the size of the whole
     * @param next where the next page begins, or {@code null} if this was the last
     */
    record BlockPage(
            List<Block> blocks,
            int blockBytes,
            long diskBytes,
            @Nullable String next) {
        /**
         * Copies the list.
         *
         * @param blocks the blocks that hold data, or that changed, in growing order
         * @param blockBytes the size of a block
         * @param diskBytes the size of the whole
         * @param next where the next page begins, or {@code null} if this was the last
         */
        public BlockPage {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * Lists the blocks of a point that hold data, or that differ from an earlier point of the same disk.
     *
     * @param lane where it lies
     * @param cloudId the point
     * @param since the earlier point, or {@code null} for all blocks
     * @param cursor where to begin, or {@code null} for the first page
     * @param context what every call is told
     * @return a page
     * @throws CallFailure if the request failed
     */
    BlockPage list(Lane lane, String cloudId, @Nullable String since, @Nullable String cursor, CallContext context);

    /**
     * Reads one block, checked against the cloud's checksum where there is one.
     *
     * @param lane where it lies
     * @param cloudId the point
     * @param block the block
     * @param context what every call is told
     * @return its bytes
     * @throws CallFailure if the request failed or the checksum does not hold
     */
    ByteBuffer read(Lane lane, String cloudId, Block block, CallContext context);
}
