package dev.berth.ipacl;

import dev.berth.ipacl.ClientOrigin.Known;
import dev.berth.ipacl.ClientOrigin.Unclear;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies whose word on the client's address counts. Immutable; nothing is trusted that is not named, no private
 * range either.
 *
 * <p>Each proxy adds the address it was called from at the right end of {@code X-Forwarded-For} or {@code Forwarded}, so
 * the right end is true as far as trusted proxies wrote it, and what is left of that is the client's own invention. The
 * headers are therefore read from the right, and only as far as needed:
 *
 * <ul>
 *   <li>A peer that is not trusted is the client; its headers are not looked at.
 *   <li>Behind a trusted peer the client is the rightmost entry that is not trusted itself; when all are trusted, the
 *       leftmost; when there is no header, the peer.
 *   <li>An entry that is reached and is not an address ({@code unknown}, an obfuscated identifier, an empty or malformed
 *       one) makes the origin unclear: nothing left of it is believed.
 *   <li>A {@code Forwarded} header that breaks its grammar anywhere is unclear, since an open quote on the left changes
 *       what the right means.
 *   <li>Both headers are believed only when they lead to the same address: a proxy commonly writes one of them and
 *       passes on the other as the client sent it.
 *   <li>Headers of more than {@value ForwardingHeader#MOST_CHARACTERS} characters are unclear.
 * </ul>
 */
public final class TrustedProxies {

    /** Nobody is trusted: every peer is the client. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final RuleMatcher proxies;

    private TrustedProxies(List<Cidr> proxies) {
        this.proxies = RuleMatcher.compile(proxies);
    }

    /**
     * Reads a setting, an entry per proxy or block of proxies.
     *
     * @param field the setting's name, for the message
     * @throws InvalidAddressException naming the entry
     */
    public static TrustedProxies parse(String field, List<String> entries) {
        List<Cidr> proxies = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String entryField = field + "[" + i + "]";
            Cidr proxy = Cidr.parse(entryField, entries.get(i));
            if (proxy.prefixLength() == 0) {
                throw new InvalidAddressException(
                        entryField,
                        entries.get(i),
                        "trusting every address would let anybody choose the address they are seen with;"
                                + " allowed are the addresses of your own proxies",
                        null);
            }
            proxies.add(proxy);
        }
        return new TrustedProxies(proxies);
    }

    /** Whether the address is a proxy whose word counts. */
    public boolean trusts(ClientAddress address) {
        return proxies.match(address) != RuleMatcher.NONE;
    }

    /**
     * Decides where a request comes from; never throws, whatever the headers hold.
     *
     * @param xForwardedFor the values of every {@code X-Forwarded-For} line, in the order received
     * @param forwarded the values of every {@code Forwarded} line, in the order received
     */
    public ClientOrigin clientAddress(ClientAddress peer, List<String> xForwardedFor, List<String> forwarded) {
        if (!trusts(peer)) {
            return new Known(peer, peer + " called Berth itself; it is not one of the trusted proxies.");
        }
        try {
            return behind(peer, xForwardedFor, forwarded);
        } catch (UnclearHopException unclear) {
            return new Unclear(
                    peer,
                    "The trusted proxy " + peer + " does not tell the client's address: " + unclear.getMessage() + ".");
        }
    }

    private Known behind(ClientAddress peer, List<String> xForwardedFor, List<String> forwarded)
            throws UnclearHopException {
        if (xForwardedFor.isEmpty() && forwarded.isEmpty()) {
            return new Known(peer, "The trusted proxy " + peer + " named no client, so it is seen as the client.");
        }
        if (forwarded.isEmpty()) {
            return told(peer, ForwardingHeader.X_FORWARDED_FOR, xForwardedFor);
        }
        Known byForwarded = told(peer, ForwardingHeader.FORWARDED, forwarded);
        if (xForwardedFor.isEmpty()) {
            return byForwarded;
        }
        Known byXForwardedFor = told(peer, ForwardingHeader.X_FORWARDED_FOR, xForwardedFor);
        if (!byForwarded.address().equals(byXForwardedFor.address())) {
            throw new UnclearHopException("its X-Forwarded-For leads to " + byXForwardedFor.address()
                    + " and its Forwarded to " + byForwarded.address()
                    + "; let it remove the header that it does not write");
        }
        return byForwarded;
    }

    private Known told(ClientAddress peer, ForwardingHeader header, List<String> values) throws UnclearHopException {
        List<String> hops = header.hops(values);
        ClientAddress client = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            client = header.address(hops.get(i));
            if (!trusts(client)) {
                return new Known(client, "The trusted proxy " + peer + " named it in " + header.title() + ".");
            }
        }
        return new Known(
                client,
                "The trusted proxy " + peer + " named only trusted proxies in " + header.title()
                        + "; this is the first of them.");
    }
}
