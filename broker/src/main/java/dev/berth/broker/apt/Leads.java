package dev.berth.broker.apt;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are connected to (decision 99). A source may be in an organisation's own network. Who answers may lead to
 * public addresses and to where it is itself, and so never to what it could not have shown by itself.
 *
 * @param names what names stand for
 */
record Leads(Function<InetAddress, Reach> reach, DnsResolver names) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * What is to be asked.
     *
     * @param from who led there; empty for a source itself
     */
    record Lead(URI target, Optional<From> from) {}

    /** @param address null when a proxy answered, which does not say for whom */
    record From(URI asked, @Nullable InetAddress address) {}

    /** Where an answer leads to. */
    Lead on(URI asked, String location, @Nullable InetSocketAddress by) throws IndexRefusedException {
        try {
            URI target = asked.resolve(location);
            boolean down = "https".equals(asked.getScheme()) && !"https".equals(target.getScheme());
            if (target.getHost() != null
                    && !down
                    && target.getUserInfo() == null
                    && ("http".equals(target.getScheme()) || "https".equals(target.getScheme()))) {
                return new Lead(target, Optional.of(new From(asked, by == null ? null : by.getAddress())));
            }
        } catch (IllegalArgumentException e) {
            throw new IndexRefusedException(asked + " leads to what is no address.", e);
        }
        throw new IndexRefusedException(asked + " leads to where it may not.");
    }

    /** Looks its name up once; whoever connects by the answer can reach nothing else. */
    DnsResolver only(Lead lead) throws IndexRefusedException {
        InetAddress[] there;
        try {
            there = names.resolve(bare(lead.target()));
        } catch (UnknownHostException e) {
            throw new IndexRefusedException("The name of " + lead.target() + " is not known.", e);
        }
        if (Stream.of(there).anyMatch(address -> reach.apply(address) == Reach.NEAR)) {
            throw new IndexRefusedException(lead.target()
                    + " is an address of this machine, of its link, or of a cloud's metadata, which is not asked.");
        }
        InetAddress[] may =
                Stream.of(there).filter(address -> allowed(lead, address)).toArray(InetAddress[]::new);
        if (may.length == 0) {
            throw new IndexRefusedException(from(lead).asked() + " leads to " + lead.target()
                    + ", which is in a private network. Only a source itself may be in one: let the image's apt name that"
                    + " address.");
        }
        return fixed(may);
    }

    /** What a name stands for is the proxy's to judge; an address is not. */
    DnsResolver throughProxy(Lead lead) throws IndexRefusedException {
        String host = bare(lead.target());
        if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9')) {
            only(lead);
        }
        return SystemDefaultDnsResolver.INSTANCE;
    }

    private boolean allowed(Lead lead, InetAddress address) {
        return lead.from().isEmpty()
                || reach.apply(address) == Reach.PUBLIC
                || address.equals(from(lead).address()) && samePort(from(lead).asked(), lead.target());
    }

    /** Or from http to https: other ports of a mirror may be other people's. */
    private static boolean samePort(URI asked, URI target) {
        return port(asked) == port(target) || port(asked) == HTTP && port(target) == HTTPS;
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equals(address.getScheme()) ? HTTPS : HTTP;
    }

    private static From from(Lead lead) {
        return lead.from().orElseThrow();
    }

    /** Without the brackets of an address of IPv6. */
    private static String bare(URI address) {
        String host = address.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static DnsResolver fixed(InetAddress[] addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return addresses.clone();
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
