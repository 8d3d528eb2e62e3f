// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.bytes;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A persistent radix tree from block index to block. A change copies the path to the block (64 references a level) and
 * shares the rest; the difference of two trees skips what they share.
 */
final class BlockTree {

    private static final int BITS = 6;
    private static final int WIDTH = 1 << BITS;

    static final BlockTree EMPTY = new BlockTree(0, new Object[WIDTH], 0);

    /** 0 where the slots hold blocks, else the number of levels below. */
    private final int level;

    private final @Nullable Object[] slots;
    private final long count;

    private BlockTree(int level, @Nullable Object[] slots, long count) {
        this.level = level;
        this.slots = slots;
        this.count = count;
    }

    /** Blocks present. */
    long count() {
        return count;
    }

    byte @Nullable [] get(long index) {
        BlockTree node = this;
        if (index >= node.span()) {
            return null;
        }
        while (node.level > 0) {
            Object child = node.slots[node.slot(index)];
            if (child == null) {
                return null;
            }
            node = (BlockTree) child;
        }
        return (byte[]) node.slots[node.slot(index)];
    }

    /** The tree with a block set, or taken out where it is null. The array must not be changed afterwards. */
    BlockTree with(long index, byte @Nullable [] block) {
        BlockTree root = this;
        while (index >= root.span()) {
            Object[] slots = new Object[WIDTH];
            slots[0] = root.count == 0 ? null : root;
            root = new BlockTree(root.level + 1, slots, root.count);
        }
        return root.put(index, block);
    }

    private BlockTree put(long index, byte @Nullable [] block) {
        int slot = slot(index);
        @Nullable Object old = slots[slot];
        @Nullable Object fresh;
        long before;
        long after;
        if (level == 0) {
            fresh = block;
            before = old == null ? 0 : 1;
            after = block == null ? 0 : 1;
        } else {
            BlockTree child = old == null ? new BlockTree(level - 1, new Object[WIDTH], 0) : (BlockTree) old;
            BlockTree changed = child.put(index, block);
            before = child.count;
            after = changed.count;
            fresh = after == 0 ? null : changed;
        }
        if (fresh == null && old == null) {
            return this;
        }
        @Nullable Object[] copy = slots.clone();
        copy[slot] = fresh;
        return new BlockTree(level, copy, count - before + after);
    }

    /** Every index at which the two trees hold different bytes, ascending. */
    void differences(BlockTree other, LongConsumer index) {
        int top = Math.max(level, other.level);
        differ(top, 0, this, other, index);
    }

    private static void differ(int at, long base, @Nullable Object left, @Nullable Object right, LongConsumer index) {
        if (left == right) {
            return;
        }
        if (at < 0) {
            if (left == null || right == null || !Arrays.equals((byte[]) left, (byte[]) right)) {
                index.accept(base);
            }
            return;
        }
        for (int i = 0; i < WIDTH; i++) {
            long childBase = base | ((long) i << (BITS * at));
            differ(at - 1, childBase, child(left, at, i), child(right, at, i), index);
        }
    }

    private static @Nullable Object child(@Nullable Object node, int at, int slot) {
        if (node == null) {
            return null;
        }
        BlockTree tree = (BlockTree) node;
        if (tree.level < at) {
            return slot == 0 ? tree : null;
        }
        return tree.slots[slot];
    }

    private int slot(long index) {
        return (int) (index >>> (BITS * level)) & (WIDTH - 1);
    }

    private long span() {
        return level >= 9 ? Long.MAX_VALUE : 1L << (BITS * (level + 1));
    }
}
