package dev.berth.ipacl;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * One IPv4 or IPv6 address. Its bits are left-aligned in {@code high} and {@code low} for both families, so that a
 * prefix means the same for both: an IPv4 address fills the upper 32 bits of {@code high}. An IPv4-mapped IPv6 address
 * ({@code ::ffff:a.b.c.d}) is the IPv4 address. There are no zones: a link-local address is its 128 bits.
 */
public record ClientAddress(Family family, long high, long low) {

    /** The two kinds of address. */
    public enum Family {
        IPV4(32),
        IPV6(128);

        private final int bits;

        Family(int bits) {
            this.bits = bits;
        }

        public int bits() {
            return bits;
        }
    }

    private static final int IPV4_LENGTH = 4;
    private static final long LOWER_32_BITS = 0xFFFF_FFFFL;
    private static final long MAPPED_MARK = 0xFFFFL;

    public ClientAddress {
        if (family == Family.IPV6 && high == 0 && low >>> 32 == MAPPED_MARK) {
            family = Family.IPV4;
            high = low << 32;
            low = 0;
        }
        if (family == Family.IPV4 && ((high & LOWER_32_BITS) != 0 || low != 0)) {
            throw new IllegalArgumentException(
                    "high is %#x and low is %#x; an IPv4 address is allowed the upper 32 bits of high only."
                            .formatted(high, low));
        }
    }

    /**
     * Reads an address in its one plain form: four decimal numbers, or RFC 4291 text.
     *
     * @param field what the person or program calls the input, for the message
     * @throws InvalidAddressException naming the field, the value and, where one can be told, the corrected form
     */
    public static ClientAddress parse(String field, String text) {
        return AddressText.address(field, text);
    }

    /** The address of a socket; a zone is left out. */
    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == IPV4_LENGTH
                ? new ClientAddress(Family.IPV4, (long) buffer.getInt() << 32, 0)
                : new ClientAddress(Family.IPV6, buffer.getLong(), buffer.getLong());
    }

    /**
     * The address of a peer as a servlet container prints it, which puts the name of the network interface behind a
     * link-local address ({@code fe80::1%eth0}). That zone is this machine's own addition, and is left out.
     */
    public static ClientAddress ofPeer(String remoteAddress) {
        int zone = remoteAddress.indexOf('%');
        return parse("peer address", zone < 0 ? remoteAddress : remoteAddress.substring(0, zone));
    }

    /** The canonical form: RFC 5952 for IPv6. */
    @Override
    public String toString() {
        return family == Family.IPV4
                ? new IPv4Address((int) (high >>> 32)).toCanonicalString()
                : new IPv6Address(high, low).toCanonicalString();
    }
}
