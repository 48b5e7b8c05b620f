package dev.berth.broker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {

    @Test
    void saysEverythingThatARecipeCan() {
        Recipe recipe = Recipe.parse("""
                # for accountants
                upgrade
                package mc=3:4.8.29-2
                package htop
                remove nano
                file /etc/motd 0644
                | It's "quoted"; $(reboot)
                |
                | BASE64
                script
                | systemctl disable foo
                application text-editor
                application calculator
                first-frame 20s
                """);
        assertThat(recipe.upgrade()).isTrue();
        assertThat(recipe.packages()).containsExactly("mc=3:4.8.29-2", "htop");
        assertThat(recipe.removed()).containsExactly("nano");
        assertThat(recipe.files())
                .containsExactly(new RecipeFile("/etc/motd", "0644", "It's \"quoted\"; $(reboot)\n\nBASE64\n"));
        assertThat(recipe.script()).isEqualTo("systemctl disable foo\n");
        assertThat(recipe.applications()).containsExactly("text-editor", "calculator");
        assertThat(recipe.firstFrame()).isEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    package ../mc               | line 2: package is '../mc'; allowed are a name
                    package mc htop             | line 2: 'package' has 2 values; allowed are
                    package -y                  | line 2: package is '-y'
                    package mc=1;reboot         | line 2: package is 'mc=1;reboot'
                    install mc                  | line 2: 'install' is unknown; allowed are upgrade, package
                    file etc/motd 0644          | line 2: file is 'etc/motd'; allowed is an absolute path
                    file /etc/../home/x 0644    | line 2: file is '/etc/../home/x'
                    file /home/person/x 0644    | line 2: file is '/home/person/x'; allowed is an absolute path
                    file /etc/mo'td 0644        | line 2: file is '/etc/mo'td'
                    file /etc/motd 644          | line 2: mode is '644'; allowed is one such as 0644
                    application Terminal        | line 2: application is 'Terminal'; allowed are
                    first-frame 20              | line 2: first-frame is '20'; allowed are seconds such as 20s
                    first-frame 999s            | line 2: first-frame is '999'; allowed are 1 to 600 seconds
                    package bash                | line 2: package 'bash' is there twice
                    """, quoteCharacter = '`')
    void refusesWhatItDoesNotKnow(String line, String said) {
        assertThatThrownBy(() -> Recipe.parse("package bash\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recipe " + said);
    }

    @Test
    void aLineOfContentBelongsToSomething() {
        assertThatThrownBy(() -> Recipe.parse("| alone"))
                .hasMessage("recipe line 1: '|' belongs to no file or script; allowed is below one of them.");
    }

    @Test
    void nothingOfAFileReachesTheShell() {
        String content = "BASE64\n$(touch /tmp/x) `id` '\n";
        String script = GuestScript.of(Recipe.parse("file /etc/a 0600\n| BASE64\n| $(touch /tmp/x) `id` '"));
        assertThat(script)
                .contains(Base64.getEncoder().encodeToString(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .doesNotContain("touch /tmp/x");
    }

    @Test
    void versionsAreComparedByTheirPackages() {
        Manifest before = Manifest.parse("bash\t5.1\nmc\t4.8\nnano\t7.2\nnonsense\n");
        Manifest after = Manifest.parse("bash\t5.2\nhtop\t3.2\nmc\t4.8\n");
        Manifest.Comparison comparison = before.comparedTo(after);
        assertThat(comparison.added()).containsExactly(new Manifest.Single("htop", "3.2"));
        assertThat(comparison.removed()).containsExactly(new Manifest.Single("nano", "7.2"));
        assertThat(comparison.changed()).containsExactly(new Manifest.Change("bash", "5.1", "5.2"));
        assertThat(comparison.same()).isEqualTo(1);
        assertThat(after.withKernelOf(Manifest.parse("linux-image-6.1\t6.1.1\nvim\t9\n"))
                        .packages())
                .containsOnlyKeys("bash", "htop", "linux-image-6.1", "mc");
        assertThat(before.digest())
                .isEqualTo(Manifest.parse(before.lines()).digest())
                .isNotEqualTo(after.digest());
    }
}
