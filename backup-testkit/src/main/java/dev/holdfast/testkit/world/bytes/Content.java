// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a disk at one moment: immutable, sparse, in blocks of {@value #BLOCK} bytes. A changed content shares
 * every unchanged block with the one it came from, so a snapshot is a reference, and ten thousand empty disks are ten
 * thousand small objects. Blocks of zeros are absent.
 */
public final class Content {

    /** Size of a block in bytes: 64 KiB. */
    public static final int BLOCK = 1 << 16;

    private final long size;
    private final BlockTree blocks;

    private Content(long size, BlockTree blocks) {
        this.size = size;
        this.blocks = blocks;
    }

    /** All zeros. */
    public static Content zeros(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size);
        }
        return new Content(size, BlockTree.EMPTY);
    }

    /**
     * Reads a stream to its end.
     *
     * @param size bytes of the content; what the stream does not fill is zeros
     * @throws IOException if it cannot be read or holds more than the size
     */
    public static Content load(InputStream in, long size) throws IOException {
        BlockTree blocks = BlockTree.EMPTY;
        long index = 0;
        byte[] buffer = new byte[BLOCK];
        for (int n = in.readNBytes(buffer, 0, BLOCK); n > 0; n = in.readNBytes(buffer, 0, BLOCK)) {
            if (index * BLOCK + n > size) {
                throw new IOException("more than " + size + " bytes");
            }
            Arrays.fill(buffer, n, BLOCK, (byte) 0);
            if (!isZero(buffer)) {
                blocks = blocks.with(index, buffer);
                buffer = new byte[BLOCK];
            }
            index++;
        }
        return new Content(size, blocks);
    }

    /** Size in bytes, zeros included. */
    public long size() {
        return size;
    }

    /** How many blocks are not all zeros. */
    public long storedBlocks() {
        return blocks.count();
    }

    /** A copy of the bytes from an offset on. */
    public byte[] read(long offset, int length) {
        check(offset, length);
        byte[] result = new byte[length];
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int within = (int) (at % BLOCK);
            int part = Math.min(length - done, BLOCK - within);
            byte[] block = blocks.get(at / BLOCK);
            if (block != null) {
                System.arraycopy(block, within, result, done, part);
            }
            done += part;
        }
        return result;
    }

    /** This content with some bytes written over. */
    public Content with(long offset, byte[] data) {
        check(offset, data.length);
        BlockTree changed = blocks;
        for (int done = 0; done < data.length; ) {
            long at = offset + done;
            int within = (int) (at % BLOCK);
            int part = Math.min(data.length - done, BLOCK - within);
            byte[] old = changed.get(at / BLOCK);
            byte[] block = old == null ? new byte[BLOCK] : old.clone();
            System.arraycopy(data, done, block, within, part);
            changed = changed.with(at / BLOCK, isZero(block) ? null : block);
            done += part;
        }
        return new Content(size, changed);
    }

    /** The same bytes with another size: zeros are added at the end. */
    public Content grownTo(long newSize) {
        if (newSize < size) {
            throw new IllegalArgumentException("cannot shrink from " + size + " to " + newSize);
        }
        return new Content(newSize, blocks);
    }

    /** Index of every block that differs from the other content, ascending; compared by reference first, so cheap. */
    public void changedSince(Content other, LongConsumer index) {
        blocks.differences(other.blocks, index);
    }

    /** How many bytes of whole blocks differ from the other content. */
    public long bytesChangedSince(Content other) {
        long[] count = {0};
        changedSince(other, i -> count[0]++);
        return count[0] * BLOCK;
    }

    /** One block; null where it is all zeros. The array is a copy. */
    public byte @Nullable [] block(long index) {
        byte[] block = blocks.get(index);
        return block == null ? null : block.clone();
    }

    /** SHA-256 of all bytes in order, zeros included, as lower-case hexadecimal: what {@code sha256sum} prints. */
    public String sha256() {
        var digest = Digests.sha256();
        byte[] zeros = new byte[BLOCK];
        for (long at = 0; at < size; at += BLOCK) {
            byte[] block = blocks.get(at / BLOCK);
            digest.update(block == null ? zeros : block, 0, (int) Math.min(BLOCK, size - at));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes all bytes in order, zeros included. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] zeros = new byte[BLOCK];
        for (long at = 0; at < size; at += BLOCK) {
            byte[] block = blocks.get(at / BLOCK);
            out.write(block == null ? zeros : block, 0, (int) Math.min(BLOCK, size - at));
        }
    }

    /** Whether size and all bytes are equal. */
    public boolean sameBytes(Content other) {
        return size == other.size && bytesChangedSince(other) == 0;
    }

    private void check(long offset, int length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(length + " bytes at " + offset + " of " + size);
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
