package dev.berth.portal.watch;

import dev.berth.broker.host.HostCalls;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How long hosts take to do what this node asks of them, by operation and outcome. */
@Component
class HostCallMeters implements HostCalls.Listener {

    private final MeterRegistry registry;

    HostCallMeters(MeterRegistry registry, HostConnections hosts) {
        this.registry = registry;
        hosts.listen(this);
    }

    @Override
    public void returned(HostCalls.Call call) {
        Timer.builder("berth.host.calls")
                .description("Calls of hosts, by operation and outcome")
                .tag("operation", call.name())
                .tag("outcome", outcome(call.failure()))
                .register(registry)
                .record(call.took());
    }

    private static String outcome(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "DONE";
            case HostUnreachableException _ -> "UNREACHABLE";
            case GuestUnavailableException _ -> "GUEST_UNAVAILABLE";
            default -> "FAILED";
        };
    }
}
