package dev.berth.broker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A whole node of the broker over a real database and a simulated host, without a portal and without timers. */
public final class BrokerNode implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private BrokerNode(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Without {@code @Configuration}, so that no other scan of these packages finds it. */
    @ComponentScan(
            basePackages = "dev.berth.broker",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test\\$.*"))
    @ConfigurationPropertiesScan("dev.berth.broker")
    static class Wiring {

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
            return new TransactionTemplate(transactions);
        }
    }

    /** @param folder shared by the nodes of a region, since its key is in it */
    public static BrokerNode start(DataSource database, Clock clock, Path folder, String... properties) {
        SpringApplication application = new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(
                        "berth.data-dir=" + folder,
                        "berth.evaluation.seed=false",
                        "berth.desktop.templates=false",
                        "berth.desktop.guest-poll-interval=5ms",
                        "berth.desktop.reconcile-interval=200ms",
                        "berth.host.refresh-interval=500ms")
                .properties(properties)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean(HikariDataSource.class, () -> pool(database));
                    beans.registerBean(Clock.class, () -> clock);
                })
                .build();
        return new BrokerNode(application.run());
    }

    private static HikariDataSource pool(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(10);
        return new HikariDataSource(config);
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** What a gateway on this node would bring along. */
    public void add(String name, Object bean) {
        context.getBeanFactory().registerSingleton(name, bean);
    }

    @Override
    public void close() {
        context.close();
    }
}
