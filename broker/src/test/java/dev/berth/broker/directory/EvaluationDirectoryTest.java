package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.directory.SignInResult.SignedIn;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Timeout(180)
class EvaluationDirectoryTest {

    @TempDir
    private Path folder;

    @Configuration(proxyBeanMethods = false)
    @Import(DirectoryConfiguration.class)
    static class Application {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    private ConfigurableApplicationContext started() {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties("berth.data-dir=" + folder)
                .run();
    }

    private Map<String, String> accounts() throws IOException {
        Map<String, String> accounts = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("evaluation-accounts.properties"))) {
            accounts.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return accounts;
    }

    private Person in(ConfigurableApplicationContext context, String name) throws IOException {
        SignInResult result =
                context.getBean(SignIn.class).attempt(name, accounts().get(name), InetAddress.getLoopbackAddress());
        return ((SignedIn) result).person();
    }

    @Test
    void withoutADirectoryItsPeopleSignIn() throws IOException {
        try (var context = started()) {
            assertThat(context.getBean(DirectoryInUse.class).evaluation()).isTrue();
            assertThat(accounts()).containsOnlyKeys("alice", "bob", "helen", "adam");
            assertThat(in(context, "alice").roles()).isEqualTo(Set.of(Role.EMPLOYEE));
            assertThat(in(context, "bob").roles()).isEqualTo(Set.of(Role.EMPLOYEE));
            assertThat(in(context, "helen").roles()).isEqualTo(Set.of(Role.EMPLOYEE, Role.HELPDESK));
            assertThat(in(context, "adam").roles()).isEqualTo(Set.of(Role.EMPLOYEE, Role.ADMIN));
            assertThat(in(context, "alice").displayName()).isEqualTo("Alice Archer");
        }
    }

    @Test
    void peopleStayThemselvesAcrossARestart() throws IOException {
        Person before;
        Map<String, String> passwords;
        try (var context = started()) {
            before = in(context, "alice");
            passwords = accounts();
        }
        try (var context = started()) {
            assertThat(accounts()).isEqualTo(passwords);
            assertThat(in(context, "alice")).isEqualTo(before);
        }
    }

    @Test
    void whatItKeepsIsForItsOwnerOnly() throws IOException {
        EvaluationDirectory.start(folder).close();
        try (var files = Files.list(folder)) {
            List<Path> kept = files.toList();
            assertThat(kept).hasSize(3);
            for (Path file : kept) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }
}
