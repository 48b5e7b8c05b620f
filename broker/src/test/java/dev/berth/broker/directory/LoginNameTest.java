package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.directory.LoginName.AccountName;
import dev.berth.broker.directory.LoginName.PrincipalName;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginNameTest {

    private final SmallDomain domain = new SmallDomain();

    @AfterEach
    void close() {
        domain.close();
    }

    private Optional<LoginName> parse(String typed) {
        return LoginName.parse(typed, domain.settings());
    }

    @Test
    void theFormSaysWhereToLook() {
        assertThat(parse("alice")).contains(new AccountName("alice"));
        assertThat(parse("  corp\\alice ")).contains(new AccountName("alice"));
        assertThat(parse("corp.example.com\\alice")).contains(new AccountName("alice"));
        assertThat(parse("alice@CORP.example.com"))
                .contains(new PrincipalName("alice@CORP.example.com", Optional.of("alice")));
        assertThat(parse("alice@other.example.com"))
                .contains(new PrincipalName("alice@other.example.com", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "OTHER\\alice", "CORP\\", "\\alice", "al\0ice", "ali\nce", "ali\u0007ce"})
    void whatNobodyCanBeCalledIsNoName(String typed) {
        assertThat(parse(typed)).isEmpty();
    }

    @Test
    void whiteSpaceAroundANameIsASlip() {
        assertThat(parse(" alice\n")).contains(new AccountName("alice"));
    }

    @Test
    void aVeryLongNameIsNoName() {
        assertThat(parse("a".repeat(LoginName.MAX_LENGTH))).isPresent();
        assertThat(parse("a".repeat(LoginName.MAX_LENGTH + 1))).isEmpty();
    }

    @Test
    void allWaysOfTypingANameShareOneLimit() {
        for (String typed : new String[] {"Zoe", "CORP\\zoe", "zoe@corp.example.com", "ZOË", "zoe\u0308"}) {
            assertThat(parse(typed).orElseThrow().throttleKey()).isEqualTo("zoe");
        }
        assertThat(parse("zoe@other.example.com").orElseThrow().throttleKey()).isEqualTo("zoe@other.example.com");
    }
}
