package dev.berth.broker.apt;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an address lies, as far as a mirror may be there. */
enum Reach {
    /** This machine, its link, and where clouds tell their machines secrets. Never asked. */
    NEAR,
    /** An organisation's own network. Asked where a source itself is there, not because somebody else leads there. */
    PRIVATE,
    PUBLIC;

    /** Azure, Alibaba, Oracle, AWS, Google; what is on the link, as most clouds have it, is near anyway. */
    private static final Pattern METADATA =
            Pattern.compile("a83f8110|646464c8|c00000c0|fd000ec2.{24}|fd2000ce0{21}254");

    /** 100.64/10, 192.0.0/24 and 198.18/15; unique local addresses, and NAT64 within an organisation. */
    private static final Pattern SHARED =
            Pattern.compile("64[4-7].{5}|c00000..|c61[23].{4}|f[cd].{30}|0064ff9b0001.{20}");

    /** What stands for an address of IPv4: NAT64, 6to4, what is called compatible, and what is mapped; hexadecimal. */
    private static final Pattern IPV4_WITHIN = Pattern.compile("(?:0064ff9b0{16}|2002|0{24}|0{20}f{4})([0-9a-f]{8}).*");

    static Reach of(InetAddress address) {
        String hex = HexFormat.of().formatHex(address.getAddress());
        if (isOnMachineOrLink(address) || METADATA.matcher(hex).matches()) {
            return NEAR;
        }
        Reach own = address.isSiteLocalAddress() || SHARED.matcher(hex).matches() ? PRIVATE : PUBLIC;
        Matcher within = IPV4_WITHIN.matcher(hex);
        if (hex.length() <= 8 || !within.matches()) {
            return own;
        }
        Reach inner = of(ipv4(within.group(1)));
        return inner.compareTo(own) < 0 ? inner : own;
    }

    private static boolean isOnMachineOrLink(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || isThisMachine(address);
    }

    /** Also by its address on a network: what listens there may trust whoever is on this machine. */
    private static boolean isThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("Cannot tell the addresses of this machine", e);
        }
    }

    private static InetAddress ipv4(String hex) {
        try {
            return InetAddress.getByAddress(HexFormat.of().parseHex(hex));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address.", e);
        }
    }
}
