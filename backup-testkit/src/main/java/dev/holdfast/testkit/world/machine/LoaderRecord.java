// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.bytes.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What makes a disk bootable: a record at offset 0 that names a program and says where its configuration lies.
 *
 * <pre>
 *   0  8  magic "HOLDFAST"
 *   8  4  version, 1
 *  12  8  offset of the configuration on the same disk
 *  20  4  length of the configuration
 *  24 32  SHA-256 of the configuration
 *  56  2  length of the program's name
 *  58  n  the program's name, UTF-8, at most 64 bytes
 * 122 32  SHA-256 of bytes 0 to 121
 * </pre>
 *
 * @param program name of the program
 * @param configuration the program's configuration, already checked against its digest
 */
public record LoaderRecord(String program, String configuration) {

    private static final byte[] MAGIC = "HOLDFAST".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int NAME_AT = 56;
    private static final int NAME_MAX = 64;
    private static final int SEAL_AT = NAME_AT + 2 + NAME_MAX;
    private static final int LENGTH = SEAL_AT + 32;

    /** Where the configuration is put by {@link #install}: the second 4 KiB of the disk. */
    public static final long CONFIGURATION_AT = 4_096;

    private static final int LONGEST_CONFIGURATION = 60_000;

    /** Makes a content bootable. */
    public static Content install(Content content, String program, String configuration) {
        byte[] name = program.getBytes(StandardCharsets.UTF_8);
        byte[] config = configuration.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > NAME_MAX || config.length > LONGEST_CONFIGURATION) {
            throw new IllegalArgumentException("name or configuration too long: " + program);
        }
        ByteBuffer record = ByteBuffer.allocate(LENGTH);
        record.put(MAGIC)
                .putInt(VERSION)
                .putLong(CONFIGURATION_AT)
                .putInt(config.length)
                .put(Digests.sha256(config));
        record.putShort((short) name.length).put(name);
        record.put(SEAL_AT, Digests.sha256(Arrays.copyOf(record.array(), SEAL_AT)));
        return content.with(0, record.array()).with(CONFIGURATION_AT, config);
    }

    /**
     * Reads and checks the record.
     *
     * @throws BootFailure with the reason if the disk cannot be booted from
     */
    static LoaderRecord read(Content disk) {
        if (disk.size() < LENGTH) {
            throw new BootFailure("boot disk has only " + disk.size() + " bytes");
        }
        ByteBuffer record = ByteBuffer.wrap(disk.read(0, LENGTH));
        byte[] magic = new byte[MAGIC.length];
        record.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BootFailure("no loader record on the boot disk");
        }
        byte[] seal = Arrays.copyOfRange(record.array(), SEAL_AT, LENGTH);
        if (!MessageDigest.isEqual(seal, Digests.sha256(Arrays.copyOf(record.array(), SEAL_AT)))) {
            throw new BootFailure("loader record is damaged");
        }
        int version = record.getInt();
        if (version != VERSION) {
            throw new BootFailure("loader record has version " + version + ", known is " + VERSION);
        }
        long place = record.getLong();
        int length = record.getInt();
        byte[] digest = new byte[32];
        record.get(digest);
        byte[] name = new byte[record.getShort()];
        record.get(name);
        if (place < 0 || length < 0 || length > LONGEST_CONFIGURATION || place > disk.size() - length) {
            throw new BootFailure("configuration lies outside of the boot disk");
        }
        byte[] configuration = disk.read(place, length);
        if (!MessageDigest.isEqual(digest, Digests.sha256(configuration))) {
            throw new BootFailure("configuration does not have the digest of the loader record");
        }
        return new LoaderRecord(
                new String(name, StandardCharsets.UTF_8), new String(configuration, StandardCharsets.UTF_8));
    }
}
