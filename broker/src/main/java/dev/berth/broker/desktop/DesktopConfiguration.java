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
            JdbcClaims claims,
            Lookout lookout,
            DesktopSteps steps,
            GuestReadiness readiness,
            HostPermits permits,
            DesktopSettings settings,
            LifecycleSettings lifecycle,
            Clock clock) {
        return new DesktopRun.Workshop(
                desktops,
                claims,
                lookout,
                new DesktopPlanner(settings, lifecycle),
                steps,
                readiness,
                permits,
                settings,
                clock);
    }
}
