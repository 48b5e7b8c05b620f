package dev.berth.portal.admin;

import dev.berth.broker.console.Order;
import dev.berth.broker.console.PeopleQuery;
import dev.berth.broker.console.PersonColumn;
import dev.berth.broker.directory.Role;
import dev.berth.portal.list.Column;
import dev.berth.portal.list.ListAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.util.MultiValueMap;

/** What the address of the list of people means. Pages and the API read it alike. */
public final class PeopleFilters {

    static final List<Column> COLUMNS = List.of(
            new Column("account", "people.account", null, true),
            new Column("mail", "people.mail", null, false),
            new Column("roles", "people.roles", null, true),
            new Column("desktops", "admin.desktops", null, true),
            new Column("standing", "column.state", null, true),
            new Column("last-seen", "people.last-seen", "LAST_SEEN", true));

    private static final int MOST_DAYS = 3_650;

    private PeopleFilters() {}

    public static ListAddress address(String path, MultiValueMap<String, String> parameters) {
        return ListAddress.of(path, parameters, "text", "role", "group", "barred", "unseen");
    }

    public static PeopleQuery query(ListAddress address, Instant now) {
        Integer days = address.number("unseen", 1, MOST_DAYS);
        return new PeopleQuery(
                address.text("text"),
                address.choice("role", Role.class),
                address.text("group"),
                address.flag("barred"),
                days == null ? null : now.minus(Duration.ofDays(days)));
    }

    public static Order<PersonColumn> order(ListAddress address) {
        return address.order(PersonColumn.class, Order.ascending(PersonColumn.NAME));
    }
}
