// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The log of the database program on its disk: a header with the number of the first record, then records without gaps.
 * A reset moves the first number up; older records behind the header are then recognised by their numbers.
 */
final class WriteAheadLog {

    /** One change. */
    record Entry(long number, String key, String value) {}

    private static final int MAGIC = 0x48464c47;
    private static final int HEADER = 512;

    private final BlockDevice disk;
    private final long start;
    private final long capacity;
    private long database;
    private long first;
    private long next;
    private long tail = HEADER;

    WriteAheadLog(BlockDevice disk, long start, long capacity) {
        if (start + capacity > disk.size()) {
            throw new BootFailure("log does not fit on its disk");
        }
        this.disk = disk;
        this.start = start;
        this.capacity = capacity;
    }

    /** Whether there is a good header; all zeros is none, anything else is damage. */
    boolean open() {
        byte[] raw = disk.read(start, 32);
        ByteBuffer header = ByteBuffer.wrap(raw);
        if (Checks.isZero(raw)) {
            return false;
        }
        int magic = header.getInt();
        database = header.getLong();
        first = header.getLong();
        if (magic != MAGIC || header.getInt() != Checks.crc(raw, 20)) {
            throw new BootFailure("log header is damaged");
        }
        next = first;
        tail = HEADER;
        return true;
    }

    /** Starts the log anew: the next record has the given number. Durable on return. */
    void reset(long databaseId, long firstNumber) {
        ByteBuffer header =
                ByteBuffer.allocate(32).putInt(MAGIC).putLong(databaseId).putLong(firstNumber);
        header.putInt(Checks.crc(header.array(), 20));
        disk.write(start, header.array());
        disk.sync();
        database = databaseId;
        first = firstNumber;
        next = firstNumber;
        tail = HEADER;
    }

    /** Reads all records that follow each other without a gap; the end is the first that is not whole. */
    List<Entry> replay() {
        List<Entry> entries = new ArrayList<>();
        while (tail + 20 <= capacity) {
            ByteBuffer head = ByteBuffer.wrap(disk.read(start + tail, 20));
            long number = head.getLong();
            int keyLength = head.getInt();
            int valueLength = head.getInt();
            int crc = head.getInt();
            long end = tail + 20L + keyLength + valueLength;
            if (number != next || keyLength < 0 || valueLength < 0 || keyLength + valueLength < 0 || end > capacity) {
                break;
            }
            byte[] body = disk.read(start + tail + 20, keyLength + valueLength);
            if (crc != crc(number, body)) {
                break;
            }
            entries.add(new Entry(
                    number,
                    new String(body, 0, keyLength, StandardCharsets.UTF_8),
                    new String(body, keyLength, valueLength, StandardCharsets.UTF_8)));
            next = number + 1;
            tail = end;
        }
        return entries;
    }

    boolean hasRoom(String key, String value) {
        return tail + 20L + 4L * (key.length() + value.length()) <= capacity;
    }

    /** Appends a record; durable on return. */
    long append(String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(k.length + v.length).put(k).put(v).array();
        ByteBuffer record = ByteBuffer.allocate(20 + body.length);
        record.putLong(next)
                .putInt(k.length)
                .putInt(v.length)
                .putInt(crc(next, body))
                .put(body);
        disk.write(start + tail, record.array());
        disk.sync();
        tail += record.capacity();
        return next++;
    }

    long database() {
        return database;
    }

    /** Number of the first record since the last reset. */
    long first() {
        return first;
    }

    /** Number of the newest record. */
    long last() {
        return next - 1;
    }

    private static int crc(long number, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(number).flip());
        crc.update(body);
        return (int) crc.getValue();
    }
}
