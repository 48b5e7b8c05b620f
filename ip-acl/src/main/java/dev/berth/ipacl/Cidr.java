package dev.berth.ipacl;

import dev.berth.ipacl.ClientAddress.Family;

/** A block of addresses: all that share the first {@code prefixLength} bits of {@code first}, whose other bits are zero. */
public record Cidr(ClientAddress first, int prefixLength) {

    public Cidr {
        int bits = first.family().bits();
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefixLength of " + first + " is " + prefixLength + "; allowed are 0 to " + bits + ".");
        }
        if ((first.high() & ~highMask(prefixLength)) != 0 || (first.low() & ~lowMask(prefixLength)) != 0) {
            throw new IllegalArgumentException("first is " + first + "; a prefix of " + prefixLength
                    + " bits drops some of its bits, allowed is " + masked(first, prefixLength) + ".");
        }
    }

    /**
     * Reads a block, such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; an address alone is the block of that one
     * address. A block of IPv4-mapped addresses is the IPv4 block. {@code ::/0} is every IPv6 address and no IPv4 one.
     *
     * @param field what the person or program calls the input, for the message
     * @throws InvalidAddressException naming the field, the value and, where one can be told, the corrected form
     */
    public static Cidr parse(String field, String text) {
        return AddressText.cidr(field, text);
    }

    /** The block of that one address. */
    public static Cidr only(ClientAddress address) {
        return new Cidr(address, address.family().bits());
    }

    public Family family() {
        return first.family();
    }

    public boolean contains(ClientAddress address) {
        return address.family() == first.family()
                && (address.high() & highMask(prefixLength)) == first.high()
                && (address.low() & lowMask(prefixLength)) == first.low();
    }

    /** How many leading bits of the block's prefix the address has too; none for the other family. */
    public int bitsInCommon(ClientAddress address) {
        if (address.family() != first.family()) {
            return 0;
        }
        long high = address.high() ^ first.high();
        int same = high != 0
                ? Long.numberOfLeadingZeros(high)
                : Long.SIZE + Long.numberOfLeadingZeros(address.low() ^ first.low());
        return Math.min(same, prefixLength);
    }

    /** The upper 64 bits of the block's last address, left-aligned: an IPv4 block's end has its lower 32 bits set. */
    long lastHigh() {
        return first.high() | ~highMask(prefixLength);
    }

    /** The lower 64 bits of the block's last address, left-aligned. */
    long lastLow() {
        return first.low() | ~lowMask(prefixLength);
    }

    static ClientAddress masked(ClientAddress address, int prefixLength) {
        return new ClientAddress(
                address.family(), address.high() & highMask(prefixLength), address.low() & lowMask(prefixLength));
    }

    private static long highMask(int prefixLength) {
        if (prefixLength >= Long.SIZE) {
            return -1;
        }
        return prefixLength == 0 ? 0 : -1L << (Long.SIZE - prefixLength);
    }

    private static long lowMask(int prefixLength) {
        return prefixLength <= Long.SIZE ? 0 : -1L << (2 * Long.SIZE - prefixLength);
    }

    @Override
    public String toString() {
        return first + "/" + prefixLength;
    }
}
