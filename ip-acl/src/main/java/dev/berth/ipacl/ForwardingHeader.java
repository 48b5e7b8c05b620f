package dev.berth.ipacl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two headers in which proxies name the clients that they ask for, and how an entry of each is read. */
enum ForwardingHeader {
    X_FORWARDED_FOR("X-Forwarded-For") {
        @Override
        List<String> entries(List<String> values) {
            List<String> entries = new ArrayList<>();
            for (String value : values) {
                for (String entry : value.split(",", -1)) {
                    entries.add(trimmed(entry));
                }
            }
            return entries;
        }

        @Override
        boolean allowsBareIpv6() {
            return true;
        }
    },

    /** RFC 7239. */
    FORWARDED("Forwarded") {
        @Override
        List<String> entries(List<String> values) throws UnclearHopException {
            List<String> entries = new ArrayList<>();
            for (String value : values) {
                entries.addAll(new ForwardedSyntax(value).nodes());
            }
            return entries;
        }

        @Override
        boolean allowsBareIpv6() {
            return false;
        }
    };

    /** Longest sum of a header's lines, in characters: some hundred hops. */
    static final int MOST_CHARACTERS = 8192;

    private static final Pattern IPV4_NODE = Pattern.compile("([0-9.]+)(?::(\\d{1,5}|_[A-Za-z0-9._-]+))?");
    private static final Pattern IPV6_NODE = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}|_[A-Za-z0-9._-]+))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final String title;

    ForwardingHeader(String title) {
        this.title = title;
    }

    abstract List<String> entries(List<String> values) throws UnclearHopException;

    abstract boolean allowsBareIpv6();

    String title() {
        return title;
    }

    /** The entries of all lines from left to right, each as the proxy wrote it, not yet read as an address. */
    List<String> hops(List<String> values) throws UnclearHopException {
        long characters = values.size();
        for (String value : values) {
            characters += value.length();
        }
        if (characters > MOST_CHARACTERS) {
            throw new UnclearHopException(
                    "its " + title + " has " + characters + " characters; allowed are at most " + MOST_CHARACTERS);
        }
        return entries(values);
    }

    /** The address of an entry; a port behind it is read over. */
    ClientAddress address(String hop) throws UnclearHopException {
        if (hop.isEmpty()) {
            throw new UnclearHopException("an entry of its " + title + " names no address");
        }
        if (hop.equalsIgnoreCase("unknown") || hop.startsWith("_")) {
            throw new UnclearHopException("an entry of its " + title + " is '" + PlainText.shown(hop)
                    + "', which hides the address; let the proxy write addresses");
        }
        try {
            return ClientAddress.parse("an entry of its " + title, bare(hop));
        } catch (InvalidAddressException notAnAddress) {
            throw new UnclearHopException(
                    "an entry of its " + title + " is '" + PlainText.shown(hop) + "', which is not an address",
                    notAnAddress);
        }
    }

    /** The entry without brackets and port, where it is written as the header allows; else as it is. */
    private String bare(String hop) throws UnclearHopException {
        Matcher ipv4 = IPV4_NODE.matcher(hop);
        if (ipv4.matches()) {
            return ipv4.group(1);
        }
        Matcher ipv6 = IPV6_NODE.matcher(hop);
        if (ipv6.matches() && ipv6.group(1).indexOf(':') >= 0) {
            return ipv6.group(1);
        }
        if (allowsBareIpv6() && BARE_IPV6.matcher(hop).matches()) {
            return hop;
        }
        throw new UnclearHopException(
                "an entry of its " + title + " is '" + PlainText.shown(hop) + "', which is not an address");
    }

    /** Without the spaces and tabs that HTTP allows around the entries of a list. */
    static String trimmed(String entry) {
        int from = 0;
        int to = entry.length();
        while (from < to && isSpace(entry.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(entry.charAt(to - 1))) {
            to--;
        }
        return entry.substring(from, to);
    }

    static boolean isSpace(char character) {
        return character == ' ' || character == '\t';
    }
}
