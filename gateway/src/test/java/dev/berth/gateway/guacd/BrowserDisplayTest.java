package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserDisplayTest {

    @Test
    void aBrowsersOwnWordsAreTaken() {
        BrowserDisplay display = BrowserDisplay.of("1280", "800", "192", "Asia/Seoul", "image/png,image/jpeg");
        assertThat(display.width()).isEqualTo(1280);
        assertThat(display.timezone()).contains(ZoneId.of("Asia/Seoul"));
        assertThat(display.imageTypes()).containsExactly("image/png", "image/jpeg");
    }

    @Test
    void aTimeZoneThatIsNotKnownIsLeftToTheGuest() {
        assertThat(BrowserDisplay.of("1280", "800", "96", "Mars/Olympus;rm", "image/png")
                        .timezone())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|800|96|image/png|width is 0; allowed are 200 to 8192.",
                "1280|99999|96|image/png|height is 99999; allowed are 200 to 8192.",
                "1280|800|1e3|image/png|dpi is '1e3'; allowed is a whole number.",
                "-1|800|96|image/png|width is '-1'; allowed is a whole number.",
                "1280|800|96|text/html|images is 'text/html'; allowed are image/png, image/jpeg, image/webp."
            })
    void nonsenseIsRefusedByName(String width, String height, String dpi, String images, String message) {
        assertThatThrownBy(() -> BrowserDisplay.of(width, height, dpi, "UTC", images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
