// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

/**
 * A range of IPv4 addresses written as {@code 10.0.1.0/24}.
 *
 * @param first the first address as an unsigned number
 * @param prefix length of the common prefix, 0 to 32
 */
public record Cidr(long first, int prefix) {

    /** Every address. */
    public static final Cidr ANY = new Cidr(0, 0);

    /** Checks that the address lies on the boundary of the prefix. */
    public Cidr {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("prefix " + prefix);
        }
        if (first % (1L << (32 - prefix)) != 0) {
            throw new IllegalArgumentException(text(first) + " is not the start of a /" + prefix);
        }
    }

    /** Reads {@code a.b.c.d/n}; without {@code /n} one address. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Cidr(address(text), 32)
                : new Cidr(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** The last address. */
    public long last() {
        return first + (1L << (32 - prefix)) - 1;
    }

    /** Whether the address lies within. */
    public boolean contains(long address) {
        return address >= first && address <= last();
    }

    /** Whether all of the other range lies within. */
    public boolean contains(Cidr other) {
        return contains(other.first) && contains(other.last());
    }

    /** An address as a number. */
    public static long address(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not an IPv4 address: " + text);
        }
        long value = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (octet < 0 || octet > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + text);
            }
            value = value << 8 | octet;
        }
        return value;
    }

    /** A number as an address. */
    public static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    @Override
    public String toString() {
        return text(first) + "/" + prefix;
    }
}
