package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.console.DesktopColumn;
import dev.berth.broker.console.DesktopQuery;
import dev.berth.broker.console.Order;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import dev.berth.portal.list.Column;
import dev.berth.portal.list.ListAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.util.MultiValueMap;

/** What the address of the list of desktops means. Pages and the API read it alike. */
public final class DesktopFilters {

    static final List<Column> COLUMNS = List.of(
            new Column("bundle", "column.bundle", "BUNDLE", true),
            new Column("state", "column.state", "STATE", true),
            new Column("host", "column.host", "HOST", true),
            new Column("hostname", "column.hostname", "HOSTNAME", false),
            new Column("mode", "bundle.mode", "MODE", false),
            new Column("size", "bundle.size", null, false),
            new Column("last-used", "column.last-used", "LAST_USED", true),
            new Column("stop-due", "column.stop-due", null, false),
            new Column("made", "column.made", "MADE", false));

    /** In days, as the page offers them. */
    static final List<Integer> UNUSED = List.of(7, 30, 60, 90);

    private static final int MOST_DAYS = 3_650;

    private DesktopFilters() {}

    public static ListAddress address(String path, MultiValueMap<String, String> parameters) {
        return ListAddress.of(
                path, parameters, "text", "state", "bundle", "host", "mode", "person", "group", "unused", "tag");
    }

    public static DesktopQuery query(ListAddress address, Instant now) {
        UUID bundle = address.id("bundle");
        UUID person = address.id("person");
        Integer days = address.number("unused", 1, MOST_DAYS);
        return new DesktopQuery(
                address.text("text"),
                address.choices("state", DesktopState.class),
                bundle == null ? null : new BundleId(bundle),
                address.text("host"),
                address.choice("mode", RunningMode.class),
                person == null ? null : new PersonId(person),
                address.text("group"),
                days == null ? null : now.minus(Duration.ofDays(days)),
                address.text("tag"));
    }

    public static Order<DesktopColumn> order(ListAddress address) {
        return address.order(DesktopColumn.class, Order.ascending(DesktopColumn.PERSON));
    }
}
