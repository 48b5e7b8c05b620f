package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DirectorySettingsTest {

    private static final Map<String, String> ENOUGH = Map.of(
            "berth.directory.urls", "ldaps://dc1.corp.example.com,ldaps://dc2.corp.example.com:3269",
            "berth.directory.bind-dn", "CORP\\berth",
            "berth.directory.bind-password-file", "/etc/berth/directory.password");

    private static DirectorySettings bound(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(ENOUGH);
        values.putAll(more);
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("berth.directory", Bindable.of(DirectorySettings.class));
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        DirectorySettings settings = bound(Map.of());
        assertThat(settings.urls())
                .containsExactly(
                        URI.create("ldaps://dc1.corp.example.com"), URI.create("ldaps://dc2.corp.example.com:3269"));
        assertThat(settings.base()).isEqualTo("DC=corp,DC=example,DC=com");
        assertThat(settings.connectLimit()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.readLimit()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.roles()).isEqualTo(DirectorySettings.RoleGroups.STANDARD);
        assertThat(settings.throttle().accountFailures()).isEqualTo(5);
        assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("berth.directory", Bindable.of(DirectorySettings.class))
                        .urls())
                .isEmpty();
    }

    @Test
    void anythingCanBeSet() {
        DirectorySettings settings = bound(Map.of(
                "berth.directory.base-dn", "OU=People,DC=corp,DC=example,DC=com",
                "berth.directory.start-tls", "true",
                "berth.directory.read-limit", "2s",
                "berth.directory.roles.admin", "CN=Ops,OU=Groups,DC=corp,DC=example,DC=com",
                "berth.directory.throttle.account-failures", "3"));
        assertThat(settings.base()).isEqualTo("OU=People,DC=corp,DC=example,DC=com");
        assertThat(settings.startTls()).isTrue();
        assertThat(settings.readLimit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.roles().groupOf(Role.ADMIN)).startsWith("CN=Ops");
        assertThat(settings.roles().groupOf(Role.EMPLOYEE)).isEqualTo("Berth Employees");
        assertThat(settings.throttle().accountFailures()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "urls, ldap://dc1.corp.example.com, in the clear",
        "urls, https://dc1.corp.example.com, ldaps://",
        "urls, dc1, ldaps://",
        "bind-password-file, '', bind-password-file",
        "read-limit, 0s, read-limit",
        "domain, corp example, DNS name",
        "throttle.account-failures, 0, at least 1"
    })
    void nonsenseIsRefusedWithTheRemedy(String field, String value, String remedy) {
        assertThatThrownBy(() -> bound(Map.of("berth.directory." + field, value)))
                .rootCause()
                .hasMessageContaining(remedy);
    }
}
