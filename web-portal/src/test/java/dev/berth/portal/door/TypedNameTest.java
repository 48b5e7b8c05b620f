package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedNameTest {

    @Test
    void aNameIsKeptAsItWasTyped() {
        assertThat(TypedName.of("CORP\\앨리스😀").text()).isEqualTo("CORP\\앨리스😀");
    }

    @Test
    void aLongNameIsCutAndNeverInTheMiddleOfACharacter() {
        assertThat(TypedName.of("a".repeat(200_000)).text()).isEqualTo("a".repeat(256));
        assertThat(TypedName.of("a".repeat(255) + "😀").text()).isEqualTo("a".repeat(255) + "\uFFFD");
    }

    @Test
    void whatCannotBeStoredBecomesAMark() {
        assertThat(TypedName.of("al\0ice\uD83D").text()).isEqualTo("al\uFFFDice\uFFFD");
    }
}
