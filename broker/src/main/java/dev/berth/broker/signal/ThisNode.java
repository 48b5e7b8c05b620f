package dev.berth.broker.signal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node appears in the list of nodes.
 *
 * @param roles what it does: {@code PORTAL}, {@code GATEWAY}, {@code SCHEDULER}
 * @param nodeName what people call it; the machine's name unless told
 */
@ConfigurationProperties("berth")
public record ThisNode(
        @DefaultValue({"PORTAL", "GATEWAY", "SCHEDULER"}) Set<String> roles,
        @Nullable String nodeName) {

    public ThisNode {
        roles = roles.stream()
                .map(role -> role.strip().toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    public String name() {
        return nodeName != null ? nodeName : machineName();
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine whose own name does not resolve still has one.
            return String.valueOf(System.getenv("HOSTNAME"));
        }
    }
}
