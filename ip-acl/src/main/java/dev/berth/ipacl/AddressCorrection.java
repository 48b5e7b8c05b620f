package dev.berth.ipacl;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why text is not the plain form of an address or block, and what its plain form would be, where one can be told. */
final class AddressCorrection {

    private static final Pattern LOOSE_IPV4 =
            Pattern.compile("(?:0[xX][0-9a-fA-F]{1,8}|\\d{1,12})(?:\\.(?:0[xX][0-9a-fA-F]{1,8}|\\d{1,12})){0,3}");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?<![0-9a-fA-FxX:])0+(?=\\d)");
    private static final Pattern PORT = Pattern.compile("[^:]*\\.[^:]*:\\d+");
    private static final String OCTETS = "(?:\\*|" + AddressText.OCTET + "(?:-" + AddressText.OCTET + ")?)";
    private static final Pattern IPV4_RANGE = Pattern.compile(OCTETS + "(?:\\." + OCTETS + "){3}");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](?::\\d+)?");

    /** What is wrong, and a text without that fault, which may have another. */
    private record Fault(String why, @Nullable String without) {}

    private AddressCorrection() {}

    static InvalidAddressException forAddress(String field, String text) {
        return refusal(
                field, text, candidate -> AddressText.address(field, candidate).toString());
    }

    static InvalidAddressException forCidr(String field, String text) {
        return refusal(
                field,
                text,
                candidate -> candidate.indexOf('/') < 0
                        ? AddressText.address(field, candidate).toString()
                        : AddressText.cidr(field, candidate).toString());
    }

    /** The block that was probably meant where the address is plain and what stands behind the '/' is not; or null. */
    static @Nullable String ofPrefix(ClientAddress address, String written) {
        @Nullable Integer length = null;
        if (AddressText.IPV4.matcher(written).matches() && address.family() == ClientAddress.Family.IPV4) {
            length = new IPAddressString(written).getAddress().getBlockMaskPrefixLength(true);
        } else if (written.matches("0+\\d{1,3}")) {
            length = Integer.valueOf(written);
        }
        return length == null || length > address.family().bits()
                ? null
                : new Cidr(Cidr.masked(address, length), length).toString();
    }

    private static InvalidAddressException refusal(String field, String text, UnaryOperator<String> reader) {
        Fault fault = fault(text);
        return new InvalidAddressException(field, text, fault.why(), accepted(fault.without(), text, reader));
    }

    /** The candidate as the reader accepts it, after corrections of its own. */
    private static @Nullable String accepted(@Nullable String candidate, String refused, UnaryOperator<String> reader) {
        if (candidate == null || candidate.equals(refused)) {
            return null;
        }
        try {
            return reader.apply(candidate);
        } catch (InvalidAddressException hasAnotherFault) {
            return hasAnotherFault.correction().orElse(null);
        }
    }

    private static Fault fault(String text) {
        if (text.isBlank()) {
            return new Fault("an IPv4 or IPv6 address is needed", null);
        }
        if (text.length() > AddressText.LONGEST) {
            return new Fault("no address is longer than " + AddressText.LONGEST + " characters", null);
        }
        if (text.chars().anyMatch(character -> character < ' ' || character > '~')) {
            return new Fault("only digits, the letters a to f, '.', ':' and '/' are part of an address", null);
        }
        if (text.indexOf(' ') >= 0) {
            return new Fault("spaces are not part of an address", text.strip());
        }
        int slash = text.indexOf('/');
        return slash < 0 ? fault(text, "") : fault(text.substring(0, slash), text.substring(slash));
    }

    /** Looks at what stands before the '/'; the rest goes with the candidate. */
    private static Fault fault(String start, String rest) {
        if (start.indexOf('%') >= 0) {
            return new Fault(
                    "a zone id ('%' and what follows) names an interface of one machine and is not part of an address",
                    start.substring(0, start.indexOf('%')) + rest);
        }
        if (BRACKETED.matcher(start).matches()) {
            return new Fault(
                    "brackets and ports are not part of an address", start.substring(1, start.indexOf(']')) + rest);
        }
        if (PORT.matcher(start).matches()) {
            return new Fault("a port is not part of an address", start.substring(0, start.indexOf(':')) + rest);
        }
        if (start.indexOf('*') >= 0 || start.indexOf('-') >= 0) {
            return new Fault("wildcards and ranges are not read, only CIDR blocks such as 192.0.2.0/24", block(start));
        }
        return start.indexOf(':') < 0 ? ipv4Fault(start, rest) : ipv6Fault(start, rest);
    }

    private static Fault ipv4Fault(String start, String rest) {
        String plain = "an IPv4 address is four decimal numbers of 0 to 255 with a '.' between them";
        if (!LOOSE_IPV4.matcher(start).matches()) {
            return new Fault(plain, null);
        }
        if (LEADING_ZERO.matcher(start).find()) {
            return new Fault(
                    "numbers with leading zeros are octal to some programs and decimal to others",
                    LEADING_ZERO.matcher(start).replaceAll("") + rest);
        }
        long numbers = start.chars().filter(character -> character == '.').count() + 1;
        if (numbers < 4 && !rest.isEmpty()) {
            return new Fault(plain, start + ".0".repeat((int) (4 - numbers)) + rest);
        }
        @Nullable IPAddress address = new IPAddressString(start).getAddress();
        return new Fault(plain, address == null ? null : address.toCanonicalString() + rest);
    }

    private static Fault ipv6Fault(String start, String rest) {
        if (start.indexOf('.') >= 0 && LEADING_ZERO.matcher(tail(start)).find()) {
            return new Fault(
                    "numbers with leading zeros are octal to some programs and decimal to others",
                    start.substring(0, start.lastIndexOf(':') + 1)
                            + LEADING_ZERO.matcher(tail(start)).replaceAll("")
                            + rest);
        }
        String shortened = Arrays.stream(start.split(":", -1))
                .map(group -> group.length() > 4 && group.indexOf('.') < 0 ? group.replaceFirst("^0+(?=.)", "") : group)
                .collect(Collectors.joining(":"));
        return new Fault(
                "an IPv6 address is eight groups of up to four hexadecimal digits, of which '::' shortens zeros once",
                shortened + rest);
    }

    private static String tail(String start) {
        return start.substring(start.lastIndexOf(':') + 1);
    }

    /** The one block that a wildcard or range is, or null. The library is asked only about what it is known to read. */
    private static @Nullable String block(String start) {
        if (!IPV4_RANGE.matcher(start).matches()) {
            return null;
        }
        @Nullable IPAddress range = new IPAddressString(start).getAddress();
        @Nullable IPAddress block = range == null ? null : range.assignPrefixForSingleBlock();
        return block == null ? null : block.toCanonicalString();
    }
}
