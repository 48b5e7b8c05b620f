package dev.berth.portal;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What every part of a node shares. */
@Configuration
@EnableScheduling
class NodeConfiguration {

    /** Rounds that run at the same time; each waits for a database or a directory most of its time. */
    private static final int ROUNDS_AT_ONCE = 8;

    /** Renewing, looking, and ending tunnels. */
    private static final int LEASE_ROUNDS = 3;

    /** One round that takes long delays no other, and none ever runs beside itself. */
    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(ROUNDS_AT_ONCE);
        scheduler.setThreadFactory(Thread.ofVirtual().name("round-", 0).factory());
        return scheduler;
    }

    /** Of its own: a lease must not wait for rounds that wait for a database. */
    @Bean
    ThreadPoolTaskScheduler leaseScheduler() {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(LEASE_ROUNDS);
        scheduler.setThreadFactory(Thread.ofVirtual().name("lease-round-", 0).factory());
        return scheduler;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
