package dev.berth.portal.admin;

import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.hypervisor.HostConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A hypervisor host as it was typed. */
public record HostForm(
        String name,
        String uri,
        String pool,
        String forwardAddress,
        String vcpuOvercommit,
        String reservedMemoryMib,
        @Nullable String sharedStorage,
        long revision) {

    static final Set<String> FIELDS =
            Set.of("name", "uri", "pool", "forwardAddress", "vcpuOvercommit", "reservedMemoryMib", "sharedStorage");

    static HostForm fresh() {
        return new HostForm("", "", "berth", "", "4", "1024", "", 0);
    }

    static HostForm of(Host host) {
        HostSpec spec = host.spec();
        return new HostForm(
                spec.name(),
                spec.connection().uri().toString(),
                spec.connection().pool(),
                spec.connection().forwardAddress(),
                Double.toString(spec.vcpuOvercommit()),
                Long.toString(spec.reservedMemoryMib()),
                spec.sharedStorage(),
                host.revision());
    }

    HostSpec spec() {
        return new HostSpec(
                name.strip(),
                new HostConnection(address(), pool.strip(), forwardAddress.strip()),
                Problems.number("vcpuOvercommit", vcpuOvercommit),
                Problems.whole("reservedMemoryMib", reservedMemoryMib),
                sharedStorage == null || sharedStorage.isBlank() ? null : sharedStorage.strip());
    }

    private URI address() {
        try {
            return new URI(uri.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "uri is '%s'; allowed is a driver's address such as qemu:///system.".formatted(uri), e);
        }
    }
}
