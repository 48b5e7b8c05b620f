package dev.berth.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostnamePatternTest {

    private static final String ID = "1b2c3d4e-0000-4000-8000-000000000000";

    @Test
    void namesAreMadeOfTheirParts() {
        assertThat(name("{bundle}-{user}-{n}", "Std", "alice", 1)).isEqualTo("std-alice-1");
        assertThat(name("berth-{id}", "Std", "alice", 0)).isEqualTo("berth-1b2c3d4e");
        assertThat(name("lab-{n}", "Std", "alice", 12345)).isEqualTo("lab-12345");
    }

    @Test
    void longNamesAreCutAndTheNumberIsNot() {
        assertThat(name("{bundle}-{user}-{n}", "Standard desktop", "christopher.wren", 7))
                .isEqualTo("stand-chris-7");
        assertThat(name("{user}-{n}", "", "christopher.wren", 1234)).isEqualTo("christophe-1234");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "김철수", "../../etc", "a\u0000b", "-", "Ünïcödé Ñame", "12345", "a.b_c$", "xn--", "O'Neil"
            })
    void whateverPeopleAreCalledTheNameIsValid(String user) {
        for (String pattern : new String[] {"{bundle}-{user}-{n}", "{user}{n}", "{n}", "{user}-{id}", "a-{n}-{user}"}) {
            for (int number : new int[] {1, 999, 1000, 99999}) {
                assertThat(name(pattern, user, user, number))
                        .matches("[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?")
                        .matches(".*[a-z].*")
                        .doesNotContain("--");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "desktop",
                "{bundle}-{user}",
                "{N}",
                "{user",
                "-{n}",
                "{n}-",
                "a b{n}",
                "averylongname-{id}",
                "{n}{n}",
                "Büro-{n}"
            })
    void patternThatGivesNoUsableNamesIsRefusedInASentence(String pattern) {
        assertThatThrownBy(() -> new HostnamePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hostname is '" + pattern + "'")
                .hasMessageContaining("{n} or {id}");
    }

    private static String name(String pattern, String bundle, String user, int number) {
        return new HostnamePattern(pattern).name(bundle, user, ID, number);
    }
}
