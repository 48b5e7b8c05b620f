package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/api/v1/desktops/7c0e3a52-6b1f-4c8e-9d7a-0a1b2c3d4e5f/stop",
                "/api/v1/metering/months/2026-11.csv",
                "/vendor/tabler.min-0a1b2c3d.css",
                "/people/",
                "/.well-known/security.txt"
            })
    void aPathThatIsWrittenInOneWayIsPlain(String path) {
        assertThat(RequestPath.isPlain(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/%64esktops",
                "/%61pi/v1/desktops",
                "/api/v1/desktops;a=b",
                "/api;v=1/v1/desktops",
                "/api//v1/desktops",
                "//api/v1/desktops",
                "/api/v1/desktops//",
                "/api/./v1/desktops",
                "/people/../api/v1/desktops",
                "/api/v1/desktops/..",
                "/api/v1/desktops/.",
                "/api/v1/desktops%2F",
                "/api/v1/%2e%2e/desktops",
                "/api/v1\\desktops",
                "/api/v1/desktops%00",
                "/api/v1/desktops\n",
                "/api/v1/desktops ",
                "/api/v1/d\u00e9sktops",
                "/api/v1/desktops?",
                "*",
                "api/v1/desktops"
            })
    void aPathThatCouldBeReadInTwoWaysIsNot(String path) {
        assertThat(RequestPath.isPlain(path)).isFalse();
    }
}
