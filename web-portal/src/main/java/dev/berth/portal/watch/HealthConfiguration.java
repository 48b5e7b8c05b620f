package dev.berth.portal.watch;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.directory.ActiveDirectory;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.gateway.GuacdReach;
import dev.berth.portal.NodeRole;
import dev.berth.portal.NodeSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What readiness asks about, by the names that it is shown with. The database is asked about by Spring Boot's own. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    @Bean
    HealthIndicator schemaHealthIndicator(SchemaContract contract, Clock clock) {
        return new Missing(clock, contract::refusal);
    }

    @Bean
    HealthIndicator hostsHealthIndicator(JdbcHosts hosts, Clock clock) {
        return new Missing(clock, () -> hosts(hosts.list()));
    }

    @Bean
    HealthIndicator directoryHealthIndicator(ActiveDirectory directory, Clock clock) {
        return new Missing(clock, () -> directory(directory.reach()));
    }

    @Bean
    HealthIndicator guacdHealthIndicator(GuacdReach guacd, NodeSettings node, Clock clock) {
        return new Missing(clock, () -> node.roles().contains(NodeRole.GATEWAY) ? guacd.missing() : Optional.empty());
    }

    private static Optional<String> hosts(List<Host> hosts) {
        List<String> silent = hosts.stream()
                .filter(host -> host.state() != HostState.LOST && !host.health().reachable())
                .map(Host::name)
                .toList();
        boolean someServe = hosts.stream()
                .anyMatch(host ->
                        host.state() == HostState.ACTIVE && host.health().reachable());
        if (someServe && silent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((someServe ? "" : "No active host answers, so no desktop can be started. ")
                + (silent.isEmpty() ? "Add one, or make one active." : "Silent: " + String.join(", ", silent) + "."));
    }

    private static Optional<String> directory(ActiveDirectory.Reach reach) {
        return reach.answering() > 0
                ? Optional.empty()
                : Optional.of("None of " + reach.controllers()
                        + " domain controllers answers: nobody can sign in, and who is signed in goes on.");
    }
}
