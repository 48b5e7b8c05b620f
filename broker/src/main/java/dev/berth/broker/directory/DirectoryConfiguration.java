package dev.berth.broker.directory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the directory together: the organisation's own, or the one for evaluation when none is named. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DirectorySettings.class, ComputerSettings.class})
public class DirectoryConfiguration {

    private static final Logger log = LoggerFactory.getLogger(DirectoryConfiguration.class);

    @Bean
    DirectoryInUse directoryInUse(DirectorySettings settings, @Value("${berth.data-dir}") Path dataFolder) {
        if (!settings.urls().isEmpty()) {
            return new DirectoryInUse(settings, Optional.empty());
        }
        log.info("berth.directory.urls is not set: people sign in against the evaluation directory");
        EvaluationDirectory evaluation = EvaluationDirectory.start(dataFolder);
        return new DirectoryInUse(evaluation.turned(settings), Optional.of(evaluation));
    }

    @Bean
    ActiveDirectory activeDirectory(DirectoryInUse directory, Clock clock) {
        return new ActiveDirectory(directory.settings(), clock);
    }

    @Bean
    SignIn signIn(ActiveDirectory directory, DirectoryInUse inUse, Clock clock) {
        return new SignIn(directory, inUse.settings(), clock);
    }

    @Bean
    ComputersInUse computersInUse(DirectoryInUse directory, ComputerSettings computers) {
        String base = computers.base();
        if (base == null) {
            return new ComputersInUse(Optional.empty());
        }
        if (directory.evaluation()) {
            throw new IllegalArgumentException(
                    "berth.directory.computers.base is '" + base
                            + "', and the evaluation directory has no computer accounts. Name your own in berth.directory.urls.");
        }
        return new ComputersInUse(Optional.of(new ComputerAccounts(
                base, directory.settings().through(computers.bindDn(), computers.bindPasswordFile()))));
    }

    @Bean
    DirectorySearch directorySearch(ActiveDirectory directory) {
        return new DirectorySearch(directory);
    }

    @Bean
    AccountWatch accountWatch(ActiveDirectory directory) {
        return new AccountWatch(directory);
    }
}
