package dev.berth.broker.desktop;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what is no component by itself. */
@Configuration(proxyBeanMethods = false)
class DesktopConfiguration {

    @Bean
    DesktopRun.Workshop workshop(
            JdbcDesktops desktops,
            Lookout lookout,
            DesktopSteps steps,
            GuestReadiness readiness,
            HostPermits permits,
            NodeClaim claim,
            DesktopSettings settings,
            LifecycleSettings lifecycle,
            Clock clock) {
        return new DesktopRun.Workshop(
                desktops,
                lookout,
                new DesktopPlanner(settings, lifecycle),
                steps,
                readiness,
                permits,
                claim,
                settings,
                clock);
    }
}
