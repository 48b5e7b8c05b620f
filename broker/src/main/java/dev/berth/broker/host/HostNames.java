package dev.berth.broker.host;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says sentences about desktops to whoever runs no hosts. People are told of "its host" and "another host", never of a
 * host's name or address; helpdesk reads names, which tell one outage from twelve, and no addresses. Whoever runs hosts
 * reads the sentence as it is.
 */
@Component
public class HostNames {

    /** What is an address of some service, whoever's: {@code qemu+ssh://root@kvm1/system}. A page's is for people. */
    private static final Pattern ADDRESS = Pattern.compile("\\b(?!https?:)[a-z][a-z0-9+.-]*:/{2,3}[^\\s,;'\")]+");

    private final JdbcHosts hosts;

    HostNames(JdbcHosts hosts) {
        this.hosts = hosts;
    }

    /**
     * A host as sentences may name it.
     *
     * @param address as libvirt is reached
     * @param machine the name or number in that address; null where it has none
     */
    record Named(String name, String address, @Nullable String machine) {

        static Named of(Host host) {
            var uri = host.spec().connection().uri();
            return new Named(host.name(), uri.toString(), uri.getHost());
        }
    }

    /** For the person whose desktop or session it is about. */
    public String toldToPerson(String sentence) {
        return toldToPerson(sentence, known());
    }

    /** For helpdesk. */
    public String toldToHelpdesk(String sentence) {
        return withoutAddresses(sentence, known());
    }

    static String toldToPerson(String sentence, List<Named> hosts) {
        String told = withoutAddresses(sentence, hosts);
        List<String> names = hosts.stream()
                .flatMap(host -> Stream.of(Optional.of(host.name()), Optional.ofNullable(host.machine())))
                .flatMap(Optional::stream)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String name : names) {
            told = whole(name).matcher(told).replaceAll(HostNames::unnamed);
        }
        return told;
    }

    static String withoutAddresses(String sentence, List<Named> hosts) {
        String told = sentence;
        for (Named host : hosts.stream()
                .sorted(Comparator.comparingInt((Named host) -> host.address().length())
                        .reversed())
                .toList()) {
            told = told.replace(host.address(), host.name());
        }
        return ADDRESS.matcher(told).replaceAll("its host");
    }

    /** The name by itself, not as a part of another, with the word before it that says what it is. */
    private static Pattern whole(String name) {
        return Pattern.compile(
                "(?<![\\w.-])(?:((?:its |the |another )?host) )?" + Pattern.quote(name) + "(?![\\w-]|\\.\\w)",
                Pattern.CASE_INSENSITIVE);
    }

    private static String unnamed(MatchResult found) {
        String before = found.group(1);
        if (before == null) {
            return "another host";
        }
        return switch (before) {
            case "host" -> "its host";
            case "Host" -> "Its host";
            default -> before;
        };
    }

    private List<Named> known() {
        return hosts.list().stream().map(Named::of).toList();
    }
}
