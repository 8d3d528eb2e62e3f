// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the database program on its disk: page 0 says up to which log record the pages are complete, the others
 * hold records. Each page carries the number of the newest log record in it and a checksum.
 */
final class PageStore {

    /** One record with the number of the log record that wrote it. */
    record Row(long number, String value) {}

    static final int PAGE = 4_096;

    private static final int MAGIC = 0x48465047;
    private static final int HEAD = 24;

    private final BlockDevice disk;
    private final long start;
    private final int pages;
    private final TreeMap<String, Row> rows = new TreeMap<>();
    private final Map<String, Integer> place = new TreeMap<>();
    private final int[] used;
    private final TreeSet<Integer> dirty = new TreeSet<>();
    private long database;
    private long complete;
    private long newest;

    PageStore(BlockDevice disk, long start, int pages) {
        if (pages < 2 || start + (long) pages * PAGE > disk.size()) {
            throw new BootFailure("pages do not fit on their disk");
        }
        this.disk = disk;
        this.start = start;
        this.pages = pages;
        this.used = new int[pages];
    }

    /** Reads and checks every page; false where there has never been one. */
    boolean open() {
        ByteBuffer meta = read(0);
        if (meta == null) {
            return false;
        }
        complete = meta.getLong(8);
        database = meta.getLong(16);
        for (int page = 1; page < pages; page++) {
            ByteBuffer data = read(page);
            if (data != null) {
                load(page, data);
            }
        }
        return true;
    }

    /** Makes an empty store; durable on return. */
    void format(long databaseId) {
        database = databaseId;
        complete = 0;
        for (int page = 1; page < pages; page++) {
            disk.write(start + (long) page * PAGE, new byte[PAGE]);
        }
        disk.sync();
        writeMeta();
    }

    /** Takes a change into memory; false when no page has room. */
    boolean apply(long number, String key, String value) {
        int size = rowSize(key, value);
        Integer at = place.get(key);
        Row old = rows.get(key);
        int freed = at == null || old == null ? 0 : rowSize(key, old.value);
        if (at == null || used[at] - freed + size > PAGE - HEAD - 4) {
            Integer found = pageWithRoom(key, size);
            if (found == null) {
                return false;
            }
            if (at != null) {
                used[at] -= freed;
                dirty.add(at);
            }
            at = found;
            freed = 0;
        }
        used[at] += size - freed;
        place.put(key, at);
        rows.put(key, new Row(number, value));
        dirty.add(at);
        newest = Math.max(newest, number);
        return true;
    }

    /** Writes all changed pages and then the mark that they are complete; durable on return. */
    void checkpoint(long upTo) {
        for (int page : dirty) {
            disk.write(start + (long) page * PAGE, encode(page));
        }
        disk.sync();
        dirty.clear();
        complete = upTo;
        writeMeta();
    }

    Map<String, Row> rows() {
        return rows;
    }

    long database() {
        return database;
    }

    /** All log records up to this one are in the pages. */
    long complete() {
        return complete;
    }

    /** The newest log record of which anything is in the pages. */
    long newest() {
        return Math.max(newest, complete);
    }

    private @Nullable Integer pageWithRoom(String key, int size) {
        int first = Math.floorMod(key.hashCode(), pages - 1);
        for (int i = 0; i < pages - 1; i++) {
            int page = 1 + (first + i) % (pages - 1);
            if (used[page] + size <= PAGE - HEAD - 4) {
                return page;
            }
        }
        return null;
    }

    private void load(int page, ByteBuffer data) {
        newest = Math.max(newest, data.getLong(8));
        int end = HEAD + data.getInt(16);
        data.position(HEAD);
        while (data.position() < end) {
            long number = data.getLong();
            String key = text(data);
            String value = text(data);
            Row known = rows.get(key);
            // A row that moved may stand in two pages when a checkpoint was cut short; the newer one counts.
            if (known == null || known.number < number) {
                Integer old = place.get(key);
                if (old != null && known != null) {
                    used[old] -= rowSize(key, known.value);
                    dirty.add(old);
                }
                rows.put(key, new Row(number, value));
                place.put(key, page);
                used[page] += rowSize(key, value);
            } else {
                dirty.add(page);
            }
        }
    }

    private byte[] encode(int page) {
        ByteBuffer data = ByteBuffer.allocate(PAGE);
        data.position(HEAD);
        long last = 0;
        for (Map.Entry<String, Integer> at : place.entrySet()) {
            Row row = rows.get(at.getKey());
            if (at.getValue() == page && row != null) {
                byte[] key = at.getKey().getBytes(StandardCharsets.UTF_8);
                byte[] value = row.value.getBytes(StandardCharsets.UTF_8);
                data.putLong(row.number)
                        .putShort((short) key.length)
                        .put(key)
                        .putShort((short) value.length)
                        .put(value);
                last = Math.max(last, row.number);
            }
        }
        int length = data.position() - HEAD;
        data.putInt(0, MAGIC).putInt(4, page).putLong(8, last).putInt(16, length);
        data.putInt(PAGE - 4, Checks.crc(data.array(), PAGE - 4));
        return data.array();
    }

    private void writeMeta() {
        ByteBuffer meta = ByteBuffer.allocate(PAGE)
                .putInt(MAGIC)
                .putInt(0)
                .putLong(complete)
                .putLong(database);
        meta.putInt(PAGE - 4, Checks.crc(meta.array(), PAGE - 4));
        disk.write(start, meta.array());
        disk.sync();
    }

    private @Nullable ByteBuffer read(int page) {
        byte[] raw = disk.read(start + (long) page * PAGE, PAGE);
        if (Checks.isZero(raw)) {
            return null;
        }
        ByteBuffer data = ByteBuffer.wrap(raw);
        if (data.getInt(0) != MAGIC || data.getInt(4) != page || data.getInt(PAGE - 4) != Checks.crc(raw, PAGE - 4)) {
            throw new BootFailure("page " + page + " is damaged");
        }
        return data;
    }

    private static int rowSize(String key, String value) {
        return 12 + key.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String text(ByteBuffer data) {
        byte[] raw = new byte[data.getShort()];
        data.get(raw);
        return new String(raw, StandardCharsets.UTF_8);
    }
}
