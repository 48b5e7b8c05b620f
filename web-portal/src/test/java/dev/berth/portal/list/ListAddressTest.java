package dev.berth.portal.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.console.DesktopColumn;
import dev.berth.broker.console.Order;
import dev.berth.broker.desktop.DesktopState;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;

class ListAddressTest {

    @Test
    void theAddressSaysTheWholeViewAndNothingElse() {
        ListAddress address = address(
                "text", " o'brien & sons ", "state", "ERROR", "state", "unhealthy", "stranger", "1", "bundle", "");
        assertThat(address.here()).isEqualTo("/list?state=ERROR&state=unhealthy&text=o%27brien+%26+sons");
        assertThat(address.choices("state", DesktopState.class))
                .containsExactly(DesktopState.UNHEALTHY, DesktopState.ERROR);
        assertThat(address.filtered()).isTrue();
    }

    @Test
    void anotherOrderBeginsAtTheFirstPage() {
        ListAddress address = address("text", "a", "at", "somewhere");
        assertThat(address.with("sort", "-HOST")).isEqualTo("/list?sort=-HOST&text=a");
        assertThat(address.query()).isEqualTo("text=a");
        assertThat(address("at", "x").query()).isEmpty();
        assertThat(address("sort", "HOST").filtered()).isFalse();
    }

    @Test
    void ordersAreReadInBothDirections() {
        var usual = Order.ascending(DesktopColumn.PERSON);
        assertThat(address().order(DesktopColumn.class, usual)).isEqualTo(usual);
        assertThat(address("sort", "-last_used").order(DesktopColumn.class, usual))
                .isEqualTo(Order.descending(DesktopColumn.LAST_USED));
    }

    @Test
    void whatCannotBeIsRefusedWithWhatCan() {
        assertThatThrownBy(() -> address("state", "BROKEN").choices("state", DesktopState.class))
                .hasMessageStartingWith("state is 'BROKEN'; allowed are PENDING, AVAILABLE");
        assertThatThrownBy(() -> address("bundle", "7").id("bundle")).hasMessageStartingWith("bundle is '7'");
        assertThatThrownBy(() -> address("unused", "-1").number("unused", 1, 9))
                .hasMessage("unused is '-1'; allowed are whole numbers from 1 to 9.");
        assertThatThrownBy(() -> address("sort", "-").order(DesktopColumn.class, Order.ascending(DesktopColumn.HOST)))
                .hasMessageStartingWith("sort is ''");
        assertThatThrownBy(() -> address("text", "maybe").flag("text")).hasMessageStartingWith("text is 'maybe'");
        assertThatThrownBy(() -> address("since", "yesterday").moment("since")).hasMessageStartingWith("since is");
    }

    @Test
    void buttonsLeadBackToTheListOnly() {
        assertThat(ListAddress.back("/list?text=a", "/list")).isEqualTo("/list?text=a");
        for (String elsewhere :
                new String[] {"//evil.example", "/listing", "https://evil.example", "/list?{x}", "", "/list/../x"}) {
            assertThat(ListAddress.back(elsewhere, "/list")).isEqualTo("/list");
        }
    }

    private static ListAddress address(String... namesAndValues) {
        var parameters = new LinkedMultiValueMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ListAddress.of("/list", parameters, "text", "state", "bundle", "unused", "since");
    }
}
