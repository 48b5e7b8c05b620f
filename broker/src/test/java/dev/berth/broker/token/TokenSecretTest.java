package dev.berth.broker.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenSecretTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void whatIsGivenOutIsRecognisedByItsForm() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String text = TokenSecret.random(random).reveal();
            assertThat(text).matches("berth_[0-9A-Za-z]{56}");
            assertThat(TokenSecret.parse(text)).isPresent();
            seen.add(text);
        }
        assertThat(seen).hasSize(500);
    }

    @Test
    void aMistypedTokenIsNone() {
        String text = TokenSecret.random(random).reveal();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(TokenSecret.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(TokenSecret.parse(text + "a")).isEmpty();
        assertThat(TokenSecret.parse("")).isEmpty();
    }

    @Test
    void theSecretIsNotInWhatIsLogged() {
        TokenSecret secret = TokenSecret.random(random);
        assertThat(secret.toString()).hasSize(17).endsWith("…");
        assertThat(secret.reveal()).startsWith(secret.toString().substring(0, 16));
    }
}
