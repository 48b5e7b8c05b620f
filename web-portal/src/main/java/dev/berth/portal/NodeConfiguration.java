package dev.berth.portal;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** What every part of a node shares. */
@Configuration
@EnableScheduling
class NodeConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
