package dev.berth.ipacl;

import dev.berth.ipacl.ClientAddress.Family;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses and blocks. Programs disagree about forms such as {@code 010.0.0.1} and {@code 10.1}, and where a
 * rule is read one way and an address another, a person gets in who should not: so only the plain form is read here, and
 * any other is refused with the plain form of what it may have meant.
 */
final class AddressText {

    static final String OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("(?:[0-9a-fA-F]{0,4}:){2,8}(?:[0-9a-fA-F]{0,4}|" + IPV4 + ")");
    private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");
    static final int LONGEST = 64;

    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowPrefix(false)
            .allowMask(false)
            .allowWildcardedSeparator(false)
            .allow_inet_aton(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .toParams();

    private AddressText() {}

    static ClientAddress address(String field, String text) {
        @Nullable ClientAddress address = plainAddress(text);
        if (address == null) {
            throw text.indexOf('/') >= 0 && plainAddress(text.substring(0, text.indexOf('/'))) != null
                    ? new InvalidAddressException(field, text, "one address is allowed here, not a block of them", null)
                    : AddressCorrection.forAddress(field, text);
        }
        return address;
    }

    static Cidr cidr(String field, String text) {
        int slash = text.indexOf('/');
        String start = slash < 0 ? text : text.substring(0, slash);
        @Nullable ClientAddress address = plainAddress(start);
        if (address == null) {
            throw AddressCorrection.forCidr(field, text);
        }
        if (slash < 0) {
            return Cidr.only(address);
        }
        boolean mapped = address.family() == Family.IPV4 && start.indexOf(':') >= 0;
        int prefixLength = prefixLength(field, text, address, mapped);
        ClientAddress first = Cidr.masked(address, prefixLength);
        if (!first.equals(address)) {
            throw new InvalidAddressException(
                    field,
                    text,
                    "the prefix drops bits that are set in the address",
                    new Cidr(first, prefixLength) + " for the whole block, or " + Cidr.only(address)
                            + " for the one address",
                    new Cidr(first, prefixLength).toString());
        }
        return new Cidr(first, prefixLength);
    }

    private static int prefixLength(String field, String text, ClientAddress address, boolean mapped) {
        String digits = text.substring(text.indexOf('/') + 1);
        int shortest = mapped ? Family.IPV6.bits() - Family.IPV4.bits() : 0;
        int longest = mapped ? Family.IPV6.bits() : address.family().bits();
        int length = PREFIX_LENGTH.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (length < shortest || length > longest) {
            throw new InvalidAddressException(
                    field,
                    text,
                    "the prefix length behind the '/' must be a whole number from " + shortest + " to " + longest,
                    AddressCorrection.ofPrefix(address, digits));
        }
        return length - shortest;
    }

    /** The address, or null when the text is not the plain form of one. */
    static @Nullable ClientAddress plainAddress(String text) {
        if (text.length() > LONGEST
                || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
            return null;
        }
        @Nullable IPAddress address = new IPAddressString(text, STRICT).getAddress();
        return address == null ? null : of(address);
    }

    static ClientAddress of(IPAddress address) {
        byte[] bytes = address.getBytes();
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
            low = low << 8 | (i + 8 < bytes.length ? bytes[i + 8] & 0xFF : 0);
        }
        return new ClientAddress(address.isIPv4() ? Family.IPV4 : Family.IPV6, high, low);
    }
}
