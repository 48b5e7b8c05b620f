package dev.berth.broker.helpdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.session.MessageText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(reboot)",
                "`id`; rm -rf /",
                "<b>bold</b><script>alert(1)</script>",
                "-display :0 -buttons \"x:1\"",
                "--help",
                "a\nb",
                "곧 다시 시작합니다",
            })
    void aMessageStaysTheTextThatItIs(String text) {
        assertThat(new MessageText(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\u0000", "a\u001b[31m", "\u202Eevil", "a\u2028b"})
    void whatIsNoMessageIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> new MessageText(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text has");
    }

    @Test
    void aMessageHasItsLength() {
        assertThat(new MessageText("가".repeat(500)).value()).hasSize(500);
        assertThatThrownBy(() -> new MessageText("x".repeat(501))).hasMessageContaining("allowed are 1 to 500");
    }
}
